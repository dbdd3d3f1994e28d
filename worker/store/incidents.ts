import { and, count, desc, eq, gt, isNull, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { IncidentRecord } from "../domain/incident-work";
import type { Instant } from "../domain/instant";
import type { Page, Paged } from "../ports/page";
import type { IncidentFilter } from "../ports/incidents";
import { withAffected } from "./affected";
import { pageOf, readCursor } from "./cursor";
import type { Database } from "./database";
import { incidents } from "./incident-schema";
import { endpoints } from "./schema";

/** Newest first. */
export async function listIncidents(
  db: Database,
  filter: IncidentFilter,
  page: Page,
): Promise<Paged<IncidentRecord>> {
  const select = (whose: SQL | undefined) =>
    selectIncidents(db)
      .where(and(whose, matches(filter), after(page.cursor)))
      .orderBy(desc(incidents.startedAt), desc(incidents.id))
      .limit(page.limit + 1);
  const rows =
    filter.endpointId === null
      ? await select(undefined)
      : (await Promise.all(about(filter.endpointId).map(select)))
          .flat()
          .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1))
          .slice(0, page.limit + 1);
  return pageOf(await withAffected(db, rows), page, ({ startedAt, id }) => [startedAt, id]);
}

export async function findIncident(db: Database, id: string): Promise<IncidentRecord | null> {
  return (await findIncidents(db, [id]))[0] ?? null;
}

export async function findIncidents(
  db: Database,
  ids: readonly string[],
): Promise<IncidentRecord[]> {
  const rows = await selectIncidents(db).where(
    sql`${incidents.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return withAffected(db, rows);
}

/** An incident with all that were merged into it, in the order in which they began. */
export async function findMerged(db: Database, lead: string): Promise<IncidentRecord[]> {
  const rows = await selectIncidents(db)
    .where(and(sql`${incidents.lead} <> ${incidents.id}`, eq(incidents.lead, lead)))
    .orderBy(incidents.startedAt, incidents.id);
  return withAffected(db, rows);
}

export async function countIncidents(db: Database, since: Instant) {
  const [[open], [recent]] = await db.batch([
    db.select({ count: count() }).from(incidents).where(isNull(incidents.resolvedAt)),
    db.select({ count: count() }).from(incidents).where(gt(incidents.startedAt, since)),
  ]);
  return { open: open?.count ?? 0, since: recent?.count ?? 0 };
}

const lead = alias(incidents, "lead");

/** What people do is theirs of the incident that leads. */
const selectIncidents = (db: Database) =>
  db
    .select({
      id: incidents.id,
      endpointId: endpoints.id,
      endpointName: endpoints.name,
      startedAt: incidents.startedAt,
      resolvedAt: incidents.resolvedAt,
      failureCount: incidents.failureCount,
      errorMessage: incidents.errorMessage,
      lead: incidents.lead,
      title: lead.title,
      severity: lead.severity,
      state: lead.state,
      impacts: lead.impacts,
      openedBy: lead.openedBy,
      acknowledgedAt: lead.acknowledgedAt,
      acknowledgedBy: lead.acknowledgedBy,
      assignedTo: lead.assignedTo,
      closedAt: lead.closedAt,
      version: lead.version,
    })
    .from(incidents)
    .innerJoin(lead, eq(lead.id, incidents.lead))
    .leftJoin(endpoints, eq(endpoints.number, incidents.endpoint))
    .$dynamic();

/** Where merged ones are left out, what is open is what somebody has to do with. */
function matches({ status, merged }: IncidentFilter): SQL | undefined {
  const over = merged === "false" ? incidents.closedAt : incidents.resolvedAt;
  return and(
    merged === "false" ? sql`${incidents.lead} = ${incidents.id}` : undefined,
    status === null ? undefined : sql`${over} is ${sql.raw(status === "open" ? "" : "not")} null`,
  );
}

/** An endpoint's own, and those that people opened about it: each by an index. */
const about = (endpointId: string): SQL[] => [
  sql`${incidents.endpoint} = (select number from endpoints where endpoints.id = ${endpointId})`,
  sql`${incidents.endpoint} is null and exists (
    select 1 from json_each(${incidents.impacts}) where key = ${endpointId})`,
];

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[startedAt: number, id: string]>(cursor, ["number", "string"]);
  if (!key) return undefined;
  const [startedAt, id] = key;
  return sql`(${incidents.startedAt}, ${incidents.id}) < (${startedAt}, ${id})`;
}
