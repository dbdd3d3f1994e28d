import { reset, type D1Migration } from "cloudflare:test";
import { waitForGlobalWaitUntil } from "cloudflare:test-internal";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { clearCache } from "../../status-page/memory-cache";
import { withPublicInbox } from "../fixtures/public-inbox";
import { holdAlarms } from "./alarms";
import { isNew, isTouched } from "./used-storage";

const { DB, TEST_MIGRATIONS } = env as unknown as {
  DB: D1Database;
  TEST_MIGRATIONS: D1Migration[];
};

/** All migrations in one batch: what a new installation has. */
const SCHEMA = TEST_MIGRATIONS.flatMap(({ queries }) => queries);

beforeAll(holdAlarms);

beforeEach(() => vi.stubGlobal("fetch", withPublicInbox(fetch)));

/** What nobody waits for, as what a clock's alarm has begun, can keep storage from being emptied. */
beforeEach(() => vi.waitFor(createTables, { timeout: 10_000, interval: 20 }));

async function createTables(): Promise<void> {
  if (!isTouched()) return;
  try {
    await DB.batch(SCHEMA.map((query) => DB.prepare(query)));
    isNew();
  } catch (problem) {
    await reset();
    throw problem;
  }
}

/** All files share one isolate: nothing of a test is there for the next one, and nothing goes on. */
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  clearCache();
  await waitForGlobalWaitUntil();
  if (isTouched()) await reset();
});
