import { OBJECT_LIMITS } from "../domain/limits";
import { desc, eq, sql } from "drizzle-orm";
import { type Rule } from "../domain/alerts/rule";
import type { Pagination, Paginated } from "../ports/pagination";
import type { Edit } from "../ports/versions";
import { paginate, readCursor } from "./cursor";
import { insertWithin, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { rulesTable } from "./schema/notifications";
import { beforeRemoval, contentColumns, editedBy, writeEdit } from "./versions";

const columns = contentColumns(rulesTable);

export const loadAllRules = (db: Database): Promise<Rule[]> => db.select(columns).from(rulesTable);

/** Newest first. */
export async function listRules(db: Database, page: Pagination): Promise<Paginated<Rule>> {
  const key = readCursor<[createdAt: number, id: string]>(page.cursor, ["number", "string"]);
  const rows = await db
    .select(columns)
    .from(rulesTable)
    .where(
      key ? sql`(${rulesTable.createdAt}, ${rulesTable.id}) < (${key[0]}, ${key[1]})` : undefined,
    )
    .orderBy(desc(rulesTable.createdAt), desc(rulesTable.id))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ createdAt, id }) => [createdAt, id]);
}

export async function findRule(db: Database, id: string): Promise<Rule | null> {
  const [row] = await db.select(columns).from(rulesTable).where(eq(rulesTable.id, id));
  return row ?? null;
}

/** False where its id was there already, or where there are as many as there may be. */
export async function insertRule(db: Database, rule: Rule): Promise<boolean> {
  const { meta } = await db.run(insertWithin(rulesTable, rule, OBJECT_LIMITS.rule.max));
  return meta.changes === 1;
}

/** False where somebody saved since, or where it is gone. */
export const updateRule = (
  db: Database,
  id: string,
  changes: Partial<Rule>,
  edit: Edit,
): Promise<boolean> =>
  writeEdit(db, [
    db
      .update(rulesTable)
      .set({ ...changes, ...editedBy(edit) })
      .where(eq(rulesTable.id, id)),
  ]);

export const removeRule = (db: Database, id: string, edit: Edit): Promise<boolean> =>
  writeEdit(db, [
    beforeRemoval("rules", id, edit),
    db.delete(rulesTable).where(eq(rulesTable.id, id)),
    forgetCreatedResource(id),
  ]);
