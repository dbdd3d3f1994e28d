import { OBJECT_LIMITS } from "../domain/limits";
import { desc, eq, sql } from "drizzle-orm";
import { type Rule } from "../domain/alerts/rule";
import type { Pagination, Paginated } from "../ports/pagination";
import { paginate, readCursor } from "./cursor";
import { insertWithin, writeBatch, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { rulesTable } from "./schema/notifications";

export const loadAllRules = (db: Database): Promise<Rule[]> => db.select().from(rulesTable);

/** Newest first. */
export async function listRules(db: Database, page: Pagination): Promise<Paginated<Rule>> {
  const key = readCursor<[createdAt: number, id: string]>(page.cursor, ["number", "string"]);
  const rows = await db
    .select()
    .from(rulesTable)
    .where(
      key ? sql`(${rulesTable.createdAt}, ${rulesTable.id}) < (${key[0]}, ${key[1]})` : undefined,
    )
    .orderBy(desc(rulesTable.createdAt), desc(rulesTable.id))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ createdAt, id }) => [createdAt, id]);
}

export async function findRule(db: Database, id: string): Promise<Rule | null> {
  const [row] = await db.select().from(rulesTable).where(eq(rulesTable.id, id));
  return row ?? null;
}

/** False where its id was there already, or where there are as many as there may be. */
export async function insertRule(db: Database, rule: Rule): Promise<boolean> {
  const { meta } = await db.run(insertWithin(rulesTable, rule, OBJECT_LIMITS.rule.max));
  return meta.changes === 1;
}

export async function updateRule(db: Database, { id, ...rule }: Rule): Promise<void> {
  await db.update(rulesTable).set(rule).where(eq(rulesTable.id, id));
}

export async function removeRule(db: Database, id: string): Promise<void> {
  await writeBatch(db, [
    db.delete(rulesTable).where(eq(rulesTable.id, id)),
    forgetCreatedResource(id),
  ]);
}
