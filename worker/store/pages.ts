import { and, asc, eq, ne, or, sql } from "drizzle-orm";
import { endpointIdsOf, type Page } from "../domain/pages/page";
import type { Pagination as PageOfList, Paginated } from "../ports/pagination";
import type { PageEntry, PageRecord } from "../ports/pages";
import { paginate, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { pagesTable } from "./schema/pages";

/** By title. */
export async function listPages(db: Database, page: PageOfList): Promise<Paginated<PageRecord>> {
  const key = readCursor<[title: string, id: string]>(page.cursor, ["string", "string"]);
  const rows = await db
    .select()
    .from(pagesTable)
    .where(key ? sql`(${pagesTable.title}, ${pagesTable.id}) > (${key[0]}, ${key[1]})` : undefined)
    .orderBy(asc(pagesTable.title), asc(pagesTable.id))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ title, id }) => [title, id]);
}

export async function findPage(db: Database, id: string): Promise<PageRecord | null> {
  const [row] = await db.select().from(pagesTable).where(eq(pagesTable.id, id));
  return row ?? null;
}

/** There are few. */
export const loadAllPages = (db: Database): Promise<PageRecord[]> => db.select().from(pagesTable);

/**
 * All of them, as little as is needed to know which one is asked for. Awaited here: a query that is
 * handed on runs again each time that somebody waits for it.
 */
export const loadPageDirectory = async (db: Database): Promise<PageEntry[]> =>
  await db
    .select({
      id: pagesTable.id,
      slug: pagesTable.slug,
      domain: pagesTable.domain,
      isDefault: pagesTable.isDefault,
      visibility: pagesTable.visibility,
      showViewerCount: pagesTable.showViewerCount,
      passwordHash: pagesTable.passwordHash,
    })
    .from(pagesTable);

/** Ids of the pages that show something of an endpoint, by the endpoint's id. */
export async function pageIdsByEndpoint(
  db: Database,
  endpointIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db.select({ id: pagesTable.id, groups: pagesTable.groups }).from(pagesTable);
  const asked = new Map(endpointIds.map((id): [string, string[]] => [id, []]));
  for (const page of rows) for (const id of endpointIdsOf(page)) asked.get(id)?.push(page.id);
  return asked;
}

/** Which of these ids name no page. */
export async function missingPages(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select value as id from json_each(${JSON.stringify(ids)})
    where value not in (select id from pages)`);
  return rows.map(({ id }) => id);
}

/** What else has this slug or this domain already. */
export async function findConflictingPages(
  db: Database,
  { id, slug, domain }: Pick<Page, "id" | "slug" | "domain">,
): Promise<{ slug: boolean; domain: boolean }> {
  const rows = await db
    .select({ slug: pagesTable.slug, domain: pagesTable.domain })
    .from(pagesTable)
    .where(
      and(
        ne(pagesTable.id, id),
        or(eq(pagesTable.slug, slug), domain === null ? undefined : eq(pagesTable.domain, domain)),
      ),
    );
  return {
    slug: rows.some((row) => row.slug === slug),
    domain: domain !== null && rows.some((row) => row.domain === domain),
  };
}

/** False where its id was there already. A page that is the one at `/` takes the place of the other. */
export async function insertPage(db: Database, page: PageRecord): Promise<boolean> {
  const [known] = await db
    .select({ id: pagesTable.id })
    .from(pagesTable)
    .where(eq(pagesTable.id, page.id));
  if (known) return false;
  await writeBatch(db, [...unsetDefaultPage(db, page), db.insert(pagesTable).values(page)]);
  return true;
}

export async function updatePage(db: Database, id: string, changes: Partial<PageRecord>) {
  await writeBatch(db, [
    ...unsetDefaultPage(db, { id, isDefault: changes.isDefault ?? false }),
    db.update(pagesTable).set(changes).where(eq(pagesTable.id, id)),
  ]);
}

/** With those who subscribed to it. */
export async function removePage(db: Database, id: string) {
  await writeBatch(db, [
    sql`delete from deliveries where channel_id in (select id from subscriptions where page_id = ${id})`,
    sql`delete from subscriptions where page_id = ${id}`,
    sql`delete from page_notification_state where page_id = ${id}`,
    db.delete(pagesTable).where(eq(pagesTable.id, id)),
    forgetCreatedResource(id),
  ]);
}

const unsetDefaultPage = (db: Database, { id, isDefault }: Pick<Page, "id" | "isDefault">) =>
  isDefault
    ? [
        db
          .update(pagesTable)
          .set({ isDefault: false })
          .where(and(eq(pagesTable.isDefault, true), ne(pagesTable.id, id))),
      ]
    : [];
