import { and, count, desc, eq, gt, isNull, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { IncidentRecord } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { Pagination, Paginated } from "../ports/pagination";
import type { IncidentFilter } from "../ports/incidents";
import { withAffected } from "./affected-endpoints";
import { paginate, readCursor } from "./cursor";
import type { Database } from "./database";
import { incidentsTable } from "./schema/incidents";
import { endpointsTable } from "./schema/monitoring";

/** Newest first. */
export async function listIncidents(
  db: Database,
  filter: IncidentFilter,
  page: Pagination,
): Promise<Paginated<IncidentRecord>> {
  const select = (condition: SQL | undefined) =>
    selectIncidents(db)
      .where(and(condition, matches(filter), after(page.cursor)))
      .orderBy(desc(incidentsTable.startedAt), desc(incidentsTable.id))
      .limit(page.limit + 1);
  const rows =
    filter.endpointId === null
      ? await select(undefined)
      : (await Promise.all(concerning(filter.endpointId).map(select)))
          .flat()
          .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
          .slice(0, page.limit + 1);
  return paginate(await withAffected(db, rows), page, ({ startedAt, id }) => [startedAt, id]);
}

export async function findIncident(db: Database, id: string): Promise<IncidentRecord | null> {
  return (await findIncidents(db, [id]))[0] ?? null;
}

export async function findIncidents(
  db: Database,
  ids: readonly string[],
): Promise<IncidentRecord[]> {
  const rows = await selectIncidents(db).where(
    sql`${incidentsTable.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return withAffected(db, rows);
}

/** An incident with all that were merged into it, in the order in which they began. */
export async function findMerged(db: Database, parentId: string): Promise<IncidentRecord[]> {
  const rows = await selectIncidents(db)
    .where(
      and(
        sql`${incidentsTable.parentId} <> ${incidentsTable.id}`,
        eq(incidentsTable.parentId, parentId),
      ),
    )
    .orderBy(incidentsTable.startedAt, incidentsTable.id);
  return withAffected(db, rows);
}

export async function countIncidents(db: Database, since: Instant) {
  const [[open], [recent]] = await db.batch([
    db.select({ count: count() }).from(incidentsTable).where(isNull(incidentsTable.resolvedAt)),
    db.select({ count: count() }).from(incidentsTable).where(gt(incidentsTable.startedAt, since)),
  ]);
  return { open: open?.count ?? 0, since: recent?.count ?? 0 };
}

const parent = alias(incidentsTable, "parent");

/** What people do is theirs of the incident that leads. */
const selectIncidents = (db: Database) =>
  db
    .select({
      id: incidentsTable.id,
      endpointId: endpointsTable.id,
      endpointName: endpointsTable.name,
      startedAt: incidentsTable.startedAt,
      resolvedAt: incidentsTable.resolvedAt,
      failureCount: incidentsTable.failureCount,
      errorMessage: incidentsTable.errorMessage,
      parentId: incidentsTable.parentId,
      title: parent.title,
      severity: parent.severity,
      state: parent.state,
      impacts: parent.impacts,
      openedBy: parent.openedBy,
      acknowledgedAt: parent.acknowledgedAt,
      acknowledgedBy: parent.acknowledgedBy,
      assignedTo: parent.assignedTo,
      closedAt: parent.closedAt,
      version: parent.version,
    })
    .from(incidentsTable)
    .innerJoin(parent, eq(parent.id, incidentsTable.parentId))
    .leftJoin(endpointsTable, eq(endpointsTable.number, incidentsTable.endpoint))
    .$dynamic();

/** Where merged ones are left out, what is open is what somebody has to do with. */
function matches({ status, merged }: IncidentFilter): SQL | undefined {
  const endedAt = merged === "false" ? incidentsTable.closedAt : incidentsTable.resolvedAt;
  return and(
    merged === "false" ? sql`${incidentsTable.parentId} = ${incidentsTable.id}` : undefined,
    status === null
      ? undefined
      : sql`${endedAt} is ${sql.raw(status === "open" ? "" : "not")} null`,
  );
}

/** An endpoint's own, and those that people opened about it: each by an index. */
const concerning = (endpointId: string): SQL[] => [
  sql`${incidentsTable.endpoint} = (select number from endpoints where endpoints.id = ${endpointId})`,
  sql`${incidentsTable.endpoint} is null and exists (
    select 1 from json_each(${incidentsTable.impacts}) where key = ${endpointId})`,
];

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[startedAt: number, id: string]>(cursor, ["number", "string"]);
  if (!key) return undefined;
  const [startedAt, id] = key;
  return sql`(${incidentsTable.startedAt}, ${incidentsTable.id}) < (${startedAt}, ${id})`;
}
