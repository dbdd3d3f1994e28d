import type { SQLWrapper } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";

export type Database = DrizzleD1Database & { $client: D1Database };

export const openDatabase = (d1: D1Database): Database => drizzle(d1);

const dialect = new SQLiteAsyncDialect();

/**
 * Writes all of it or nothing, in one round trip. Drizzle's own batch takes no raw SQL with
 * parameters on D1, and its transactions send a BEGIN that D1 refuses.
 */
export function writeBatch(db: Database, statements: readonly SQLWrapper[]): Promise<D1Result[]> {
  return db.$client.batch(
    statements.map((statement) => {
      const { sql, params } = dialect.sqlToQuery(statement.getSQL());
      return db.$client.prepare(sql).bind(...params);
    }),
  );
}

/** The rows that the statements wrote, index entries included, as D1 bills them. */
export const rowsWritten = (results: readonly Pick<D1Result, "meta">[]): number =>
  results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
