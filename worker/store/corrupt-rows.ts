import { count } from "drizzle-orm";
import { logError } from "../log";
import type { Database } from "./database";
import { corruptRowsTable } from "./schema/monitoring";

export type CorruptRow = typeof corruptRowsTable.$inferInsert;

/** Rows that could not be read in full, each said in the log and counted once, whoever reads it again. */
export async function recordCorruptRows(db: Database, found: readonly CorruptRow[]): Promise<void> {
  const corrupt = found.filter(({ records }) => records > 0);
  if (corrupt.length === 0) return;
  const inserted = await db
    .insert(corruptRowsTable)
    .values(corrupt)
    .onConflictDoNothing()
    .returning();
  for (const { table, key, records } of inserted) {
    logError("corrupt row", "what cannot be read is left out", { table, key, records });
  }
}

export async function countCorruptRows(db: Database): Promise<number> {
  const [counted] = await db.select({ rows: count() }).from(corruptRowsTable);
  return counted?.rows ?? 0;
}
