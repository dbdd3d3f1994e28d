import { applyD1Migrations, reset, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach } from "vitest";

/** Storage is shared by the tests of a file unless it is emptied, tables and all. */
beforeEach(() => {
  const { DB, TEST_MIGRATIONS } = env as unknown as {
    DB: D1Database;
    TEST_MIGRATIONS: D1Migration[];
  };
  return applyD1Migrations(DB, TEST_MIGRATIONS);
});

afterEach(reset);
