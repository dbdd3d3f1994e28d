import { count } from "drizzle-orm";
import { logProblem } from "../log";
import type { Database } from "./database";
import { damage } from "./schema";

export type Damage = typeof damage.$inferInsert;

/** Rows that could not be read in full, each said in the log and counted once, whoever reads it again. */
export async function noteDamage(db: Database, found: readonly Damage[]): Promise<void> {
  const damaged = found.filter(({ records }) => records > 0);
  if (damaged.length === 0) return;
  const fresh = await db.insert(damage).values(damaged).onConflictDoNothing().returning();
  for (const { table, key, records } of fresh) {
    logProblem("damaged row", "what cannot be read is left out", { table, key, records });
  }
}

export async function countDamage(db: Database): Promise<number> {
  const [counted] = await db.select({ rows: count() }).from(damage);
  return counted?.rows ?? 0;
}
