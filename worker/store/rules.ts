import { desc, eq, sql } from "drizzle-orm";
import type { Rule } from "../domain/rule";
import type { Page, Paged } from "../ports/page";
import { pageOf, readCursor } from "./cursor";
import type { Database } from "./database";
import { rules } from "./notifying-schema";

export const allRules = (db: Database): Promise<Rule[]> => db.select().from(rules);

/** Newest first. */
export async function listRules(db: Database, page: Page): Promise<Paged<Rule>> {
  const key = readCursor<[createdAt: number, id: string]>(page.cursor, ["number", "string"]);
  const rows = await db
    .select()
    .from(rules)
    .where(key ? sql`(${rules.createdAt}, ${rules.id}) < (${key[0]}, ${key[1]})` : undefined)
    .orderBy(desc(rules.createdAt), desc(rules.id))
    .limit(page.limit + 1);
  return pageOf(rows, page, ({ createdAt, id }) => [createdAt, id]);
}

export async function findRule(db: Database, id: string): Promise<Rule | null> {
  const [row] = await db.select().from(rules).where(eq(rules.id, id));
  return row ?? null;
}

/** False where its id was there already. */
export async function insertRule(db: Database, rule: Rule): Promise<boolean> {
  const { meta } = await db.insert(rules).values(rule).onConflictDoNothing();
  return meta.changes === 1;
}

export async function updateRule(db: Database, { id, ...rule }: Rule): Promise<void> {
  await db.update(rules).set(rule).where(eq(rules.id, id));
}

export async function removeRule(db: Database, id: string): Promise<void> {
  await db.delete(rules).where(eq(rules.id, id));
}
