import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";

export type Database = DrizzleD1Database;

export const openDatabase = (d1: D1Database): Database => drizzle(d1);

/** The rows that the statements of a batch wrote, as D1 bills them. */
export function rowsWritten(results: readonly unknown[]): number {
  return results.reduce<number>((sum, result) => {
    const meta = (result as { meta?: { rows_written?: number } }).meta;
    return sum + (meta?.rows_written ?? 0);
  }, 0);
}
