import { sql, type SQL } from "drizzle-orm";
import type { Impact, TimelineEntry } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import { declaredAlert, type AlertEvent } from "../domain/alerts/alert";
import type { IncidentOverrides } from "../domain/incidents/overrides";
import type { NewIncident, IncidentVersion, IncidentResponseChanges } from "../ports/incidents";
import { writeBatch, type Database } from "./database";
import { closeIncidents } from "./incident-changes";
import { toHtml } from "../protocol/markdown";
import { incidentsTable } from "./schema/incidents";
import { endpointsTable } from "./schema/monitoring";

/** An incident that a person opens, with the entries that say so. False where its id was there. */
export async function openIncident(
  db: Database,
  incident: NewIncident,
  entries: readonly TimelineEntry[],
): Promise<boolean> {
  const events = incident.closedAt === null ? [await openedEvent(db, incident, entries)] : [];
  const [inserted] = await writeBatch(db, [
    db
      .insert(incidentsTable)
      .values({
        ...incident,
        parentId: incident.id,
        resolvedAt: incident.closedAt,
        failureCount: 0,
      })
      .onConflictDoNothing(),
    ...entries.map(insertWhereChanged),
    ...events.map(insertEventWhereChanged),
  ]);
  return inserted?.meta.changes === 1;
}

/**
 * Compare-and-swap: false where somebody else was there first, or where a check meanwhile found down
 * what is to be resolved; then nothing is written.
 */
export async function changeIncident(
  db: Database,
  { id, version }: IncidentVersion,
  changes: IncidentResponseChanges,
  entry: TimelineEntry,
): Promise<boolean> {
  const isClosing = changes.closedAt !== undefined && changes.closedAt !== null;
  const [updated] = await writeBatch(db, [
    db
      .update(incidentsTable)
      .set({
        ...changes,
        version: version + 1,
        // One that a person opened has no endpoint that could recover.
        ...(isClosing && { resolvedAt: sql`coalesce(resolved_at, ${changes.closedAt})` }),
      })
      .where(sql`${isUnchanged(id, version)} ${isClosing ? sql`and ${noneDown(id)}` : sql``}`),
    insertWhereChanged(entry),
    ...eventsForEntry(entry, isClosing).map(insertEventWhereChanged),
  ]);
  return updated?.meta.changes === 1;
}

/** What an update says from here on; what it said before is kept with it. */
export async function editUpdate(
  db: Database,
  incident: IncidentVersion,
  { id, body, revisions }: Pick<TimelineEntry, "id" | "body" | "revisions">,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`update incidents set version = version + 1 where ${isUnchanged(incident.id, incident.version)}`,
    sql`
      update incident_timeline
      set body = ${body}, html = ${htmlOf(body)}, revisions = ${JSON.stringify(revisions)}
      where id = ${id} and changes() = 1`,
  ]);
  return updated?.meta.changes === 1;
}

/** Both must be as they were seen; what was part of the one is then part of the other. */
export async function mergeIncidents(
  db: Database,
  { from, into }: Record<"from" | "into", IncidentVersion>,
  entry: TimelineEntry,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`
      update incidents set version = version + 1,
        impacts = json_patch((select one.impacts from incidents as one where one.id = ${from.id}), impacts),
        acknowledged_by = coalesce(acknowledged_by,
          (select one.acknowledged_by from incidents as one where one.id = ${from.id})),
        acknowledged_at = coalesce(acknowledged_at,
          (select one.acknowledged_at from incidents as one where one.id = ${from.id}))
      where ${isUnchanged(into.id, into.version)} and closed_at is null
        and exists (select 1 from incidents as one
          where one.id = ${from.id} and one.parent_id = one.id and one.version = ${from.version})`,
    insertWhereChanged(entry),
    insertEventWhereChanged({ kind: "changed", alertId: into.id, at: entry.at }),
    sql`update incident_timeline set incident_id = ${into.id}
      where incident_id = ${from.id} and changes() = 1`,
    sql`update incidents set parent_id = ${into.id}
      where (id = ${from.id} or parent_id = ${from.id})
        and exists (select 1 from incident_timeline where id = ${entry.id})`,
  ]);
  return updated?.meta.changes === 1;
}

/** A merged one is worked on by itself again. */
export async function unmergeIncident(
  db: Database,
  { id, parent, at }: { id: string; parent: IncidentVersion; at: Instant },
  entry: TimelineEntry,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`update incidents set version = version + 1
      where ${isUnchanged(parent.id, parent.version)}
        and exists (select 1 from incidents as one where one.id = ${id} and one.parent_id = ${parent.id})`,
    insertWhereChanged(entry),
    // Who has taken on all of it has taken on this.
    sql`update incidents set parent_id = id, closed_at = resolved_at,
        (acknowledged_at, acknowledged_by) = (
          select one.acknowledged_at, one.acknowledged_by from incidents as one
          where one.id = ${parent.id}),
        state = iif(resolved_at is null, 'investigating', 'resolved')
      where id = ${id} and changes() = 1`,
    closeIncidents(sql`${parent.id}`, at),
  ]);
  return updated?.meta.changes === 1;
}

const isUnchanged = (id: string, version: number): SQL =>
  sql`incidents.id = ${id} and incidents.parent_id = ${id} and incidents.version = ${version}`;

const noneDown = (id: string): SQL => sql`not exists (
  select 1 from incidents as one
  where one.endpoint is not null and one.resolved_at is null
    and (one.id = ${id} or (one.parent_id <> one.id and one.parent_id = ${id})))`;

/** Written only where the statement before it in the batch wrote a row. */
const insertWhereChanged = (entry: TimelineEntry): SQL => sql`
  insert into incident_timeline
    (id, incident_id, at, kind, "by", status, body, html, detail, revisions)
  select ${entry.id}, ${entry.incidentId}, ${entry.at}, ${entry.kind}, ${entry.by},
    ${entry.status}, ${entry.body}, ${htmlOf(entry.body)}, ${JSON.stringify(entry.detail)}, ${JSON.stringify(entry.revisions)}
  where changes() > 0`;

/** Made here, once: every page that shows it reads it as it is. */
const htmlOf = (body: string | null): string | null => (body === null ? null : toHtml(body));

/** That a person opened it, with what is known of it then. */
async function openedEvent(
  db: Database,
  incident: NewIncident,
  entries: readonly TimelineEntry[],
): Promise<AlertEvent> {
  const affected = await affectedEndpointsOf(db, [incident.impacts]);
  const { at: openedAt } = entries[0]!;
  const body = entries.at(-1)?.body ?? null;
  return { kind: "opened", alert: declaredAlert(incident, affected, { openedAt, body }) };
}

/** All that is named there and is not well, by name. */
const affectedEndpointsOf = (db: Database, impacts: readonly Record<string, Impact>[]) =>
  db
    .select({ id: endpointsTable.id, name: endpointsTable.name, tags: endpointsTable.tags })
    .from(endpointsTable)
    .where(
      sql`${endpointsTable.id} in (select value from json_each(${JSON.stringify(impacts.flatMap(impactedIds))}))`,
    )
    .orderBy(endpointsTable.name);

const impactedIds = (impacts: Record<string, Impact>): string[] =>
  Object.keys(impacts).filter((id) => impacts[id] !== "none");

/** What people made of the incidents that lead these, by their ids; of untouched ones nothing. */
export async function loadIncidentOverrides(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, IncidentOverrides>> {
  const overridden = await db
    .select({
      id: incidentsTable.id,
      title: incidentsTable.title,
      severity: incidentsTable.severity,
      impacts: incidentsTable.impacts,
    })
    .from(incidentsTable)
    .where(
      sql`${incidentsTable.version} > 0 and ${incidentsTable.id} in (
        select parent_id from incidents where id in (select value from json_each(${JSON.stringify(ids)})))`,
    );
  if (overridden.length === 0) return new Map();
  const named = await affectedEndpointsOf(
    db,
    overridden.map(({ impacts }) => impacts),
  );
  return new Map(
    overridden.map(({ id, title, severity, impacts }) => {
      const affected = impactedIds(impacts);
      return [
        id,
        { title, severity, affectedEndpoints: named.filter((one) => affected.includes(one.id)) },
      ];
    }),
  );
}

/** What those who heard that it began hear of what a person did; its end is one thing with the words. */
function eventsForEntry(
  { kind, incidentId, at, by, status, body }: TimelineEntry,
  isEnd: boolean,
): AlertEvent[] {
  const [alertId, text] = [incidentId, body ?? ""];
  if (kind === "changed" || kind === "unacknowledged") return [{ kind, alertId, at }];
  if (kind === "acknowledged") return [{ kind, alertId, by, at }];
  if (kind !== "update") return [];
  return isEnd
    ? [{ kind: "ended", alertId, resolution: "resolved", at, body: text }]
    : [{ kind: "updated", alertId, status: status ?? "investigating", body: text, at }];
}

/** Told only where the statement before it in the batch wrote a row. */
const insertEventWhereChanged = (events: AlertEvent): SQL =>
  sql`insert into outbox (payload) select ${JSON.stringify(events)} where changes() > 0`;
