import { OBJECT_LIMITS } from "../domain/limits";
import { and, asc, eq, ne, or, sql } from "drizzle-orm";
import { endpointIdsOf, type Page, type PageTheme, type Theme } from "../domain/pages/page";
import type { Pagination as PageOfList, Paginated } from "../ports/pagination";
import type { PageEntry, PageRecord, StatusPage } from "../ports/pages";
import type { Edit, Version } from "../ports/versions";
import { paginate, readCursor } from "./cursor";
import { insertWithin, writeBatch, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { pageLogosTable, pagesTable } from "./schema/pages";
import { alsoEdited, beforeRemoval, contentColumns, editedBy, writeEdit } from "./versions";

const columns = contentColumns(pagesTable);

/** By title. */
export async function listPages(db: Database, page: PageOfList): Promise<Paginated<PageRecord>> {
  const key = readCursor<[title: string, id: string]>(page.cursor, ["string", "string"]);
  const rows = await selectWithLogo(db)
    .where(key ? sql`(${pagesTable.title}, ${pagesTable.id}) > (${key[0]}, ${key[1]})` : undefined)
    .orderBy(asc(pagesTable.title), asc(pagesTable.id))
    .limit(page.limit + 1);
  return paginate(rows.map(toPageRecord), page, ({ title, id }) => [title, id]);
}

/** As people edit it. */
export async function findEditablePage(db: Database, id: string): Promise<PageRecord | null> {
  const [row] = await selectWithLogo(db).where(eq(pagesTable.id, id));
  return row ? toPageRecord(row) : null;
}

/** As it is shown. */
export async function findPage(db: Database, id: string): Promise<StatusPage | null> {
  return (await loadPages(db, [id]))[0] ?? null;
}

export const loadPages = (db: Database, ids: readonly string[]): Promise<StatusPage[]> =>
  db
    .select(columns)
    .from(pagesTable)
    .where(sql`${pagesTable.id} in (select value from json_each(${JSON.stringify(ids)}))`);

export async function loadLogo(db: Database, id: string): Promise<string | null> {
  const [row] = await db.select().from(pageLogosTable).where(eq(pageLogosTable.pageId, id));
  return row?.logo ?? null;
}

const selectWithLogo = (db: Database) =>
  db
    .select({ page: columns, logo: pageLogosTable.logo })
    .from(pagesTable)
    .leftJoin(pageLogosTable, eq(pageLogosTable.pageId, pagesTable.id))
    .$dynamic();

type PageRow = {
  page: Omit<typeof pagesTable.$inferSelect, "version" | "updatedBy">;
  logo: string | null;
};

const toPageRecord = ({ page: { endpointIds: _, theme, ...page }, logo }: PageRow): PageRecord => ({
  ...page,
  theme: { accent: theme.accent, logo },
});

const toRow = ({ theme, ...page }: PageRecord): PageRow["page"] => ({
  ...page,
  endpointIds: endpointIdsOf(page),
  theme: toPageTheme(theme),
});

const toChanges = ({ theme, ...changes }: Partial<PageRecord>): Partial<PageRow["page"]> => ({
  ...changes,
  ...(changes.groups && { endpointIds: endpointIdsOf({ groups: changes.groups }) }),
  ...(theme && { theme: toPageTheme(theme) }),
});

const toPageTheme = ({ accent, logo }: Theme): PageTheme => ({ accent, hasLogo: logo !== null });

/** Which of the pages at these slugs, or of all, show something of these endpoints. */
export const pagesShowing = (
  db: Database,
  { slugs, endpointIds }: { slugs: readonly string[] | null; endpointIds: readonly string[] },
): Promise<{ id: string }[]> =>
  db
    .select({ id: pagesTable.id })
    .from(pagesTable)
    .where(
      sql`${slugs ? sql`${pagesTable.slug} in (select value from json_each(${JSON.stringify(slugs)}))` : sql`true`}
        and exists (select 1 from json_each(${pagesTable.endpointIds}) as shown
          where shown.value in (select value from json_each(${JSON.stringify(endpointIds)})))`,
    );

/** The endpoints of all components of these pages that show one of these endpoints. */
export async function endpointsInSameComponents(
  db: Database,
  { pageIds, endpointIds }: Record<"pageIds" | "endpointIds", readonly string[]>,
): Promise<string[]> {
  const asked = sql`(select value from json_each(${JSON.stringify(endpointIds)}))`;
  const rows = await db.all<{ id: string }>(sql`
    select distinct shown.value as id
    from pages, json_each(groups) as part, json_each(part.value, '$.components') as component,
      json_each(component.value, '$.endpointIds') as shown
    where pages.id in (select value from json_each(${JSON.stringify(pageIds)}))
      and exists (select 1 from json_each(component.value, '$.endpointIds') as one
        where one.value in ${asked})`);
  return rows.map(({ id }) => id);
}

/** All that is shown on any of these pages. */
export async function endpointsShown(db: Database, pageIds: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select distinct shown.value as id from pages, json_each(endpoint_ids) as shown
    where pages.id in (select value from json_each(${JSON.stringify(pageIds)}))`);
  return rows.map(({ id }) => id);
}

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
  const rows = await db.all<{ endpointId: string; pageId: string }>(sql`
    select shown.value as "endpointId", pages.id as "pageId"
    from pages, json_each(endpoint_ids) as shown
    where shown.value in (select value from json_each(${JSON.stringify(endpointIds)}))`);
  const asked = new Map(endpointIds.map((id): [string, string[]] => [id, []]));
  for (const { endpointId, pageId } of rows) asked.get(endpointId)?.push(pageId);
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

/**
 * False where its id was there already, or where there are as many as there may be. A page that is the
 * one at `/` takes the place of the other.
 */
export async function insertPage(db: Database, page: PageRecord): Promise<boolean> {
  const [known] = await db
    .select({ id: pagesTable.id })
    .from(pagesTable)
    .where(eq(pagesTable.id, page.id));
  if (known) return false;
  const results = await writeBatch(db, [
    insertWithin(pagesTable, toRow({ ...page, isDefault: false }), OBJECT_LIMITS.page.max),
    ...(page.isDefault ? makeDefaultPage(db, page.id, { by: null, at: page.createdAt }) : []),
    ...writeLogo(page.id, page.theme.logo),
  ]);
  return results[0]?.meta.changes === 1;
}

/** False where somebody saved since, or where it is gone. */
export function updatePage(
  db: Database,
  id: string,
  changes: Partial<PageRecord>,
  edit: Edit,
): Promise<boolean> {
  const { isDefault, ...rest } = changes;
  return writeEdit(db, [
    db
      .update(pagesTable)
      .set({ ...toChanges(rest), ...(isDefault === false && { isDefault }), ...editedBy(edit) })
      .where(eq(pagesTable.id, id)),
    ...(isDefault ? makeDefaultPage(db, id, edit) : []),
    ...(changes.theme ? writeLogo(id, changes.theme.logo) : []),
  ]);
}

const writeLogo = (id: string, logo: string | null) => [
  sql`delete from page_logos where page_id = ${id}`,
  ...(logo === null
    ? []
    : [sql`insert into page_logos (page_id, logo) select id, ${logo} from pages where id = ${id}`]),
];

/** With those who subscribed to it. */
export const removePage = (db: Database, id: string, edit: Edit): Promise<boolean> =>
  writeEdit(db, [
    beforeRemoval("pages", id, edit),
    sql`delete from deliveries where channel_id in (select id from subscriptions where page_id = ${id})`,
    sql`delete from subscriptions where page_id = ${id}`,
    sql`delete from page_notification_state where page_id = ${id}`,
    ...writeLogo(id, null),
    db.delete(pagesTable).where(eq(pagesTable.id, id)),
    forgetCreatedResource(id),
  ]);

/** The page that was the one at `/` makes room for this one, if that is still there. */
const makeDefaultPage = (db: Database, id: string, edit: Pick<Version, "by" | "at">) => [
  db
    .update(pagesTable)
    .set({ isDefault: false, ...alsoEdited(edit) })
    .where(
      and(
        eq(pagesTable.isDefault, true),
        ne(pagesTable.id, id),
        sql`exists (select 1 from pages where id = ${id})`,
      ),
    ),
  db.update(pagesTable).set({ isDefault: true }).where(eq(pagesTable.id, id)),
];
