import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";

const { DB, TEST_MIGRATIONS } = env as unknown as {
  DB: D1Database;
  TEST_MIGRATIONS: D1Migration[];
};

const MINUTE_MS = 60_000;
/** Longer than nearly every test. */
const BEFORE_A_MINUTE_MS = 2_000;

/**
 * At each real minute the Clock of a test that has ticked ticks as well, by today's date, and tells all
 * who listen how long nobody looked: no test begins right before one.
 */
beforeEach(async () => {
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < BEFORE_A_MINUTE_MS) await new Promise((resolve) => setTimeout(resolve, left));
});

/** Storage is shared by the tests of a file unless it is emptied, tables and all. */
beforeEach(() => applyD1Migrations(DB, TEST_MIGRATIONS));

/** What a test left running, a roll-up say, can keep storage from being emptied: then once more. */
afterEach(async () => {
  vi.useRealTimers();
  await vi.waitFor(
    async () => {
      await reset();
      const table = await DB.prepare("select 1 from sqlite_master where name = 'ticks'").first();
      if (table) throw new Error("expected an empty database, saw one with tables");
    },
    { timeout: 10_000, interval: 50 },
  );
});
