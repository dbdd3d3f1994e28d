import { eq, sql, type SQL } from "drizzle-orm";
import type { Impact, IncidentEntry } from "../domain/incident-work";
import type { Instant } from "../domain/instant";
import { episodeOfPeople, type News } from "../domain/notification";
import type { Worked } from "../domain/worked";
import type { NewIncident, Seen, WorkChanges } from "../ports/incidents";
import { writeBatch, type Database } from "./database";
import { closeIncidents } from "./incident-changes";
import { incidentEntries, incidents } from "./incident-schema";
import { endpoints } from "./schema";

/** An incident that a person opens, with the entries that say so. False where its id was there. */
export async function openIncident(
  db: Database,
  incident: NewIncident,
  entries: readonly IncidentEntry[],
): Promise<boolean> {
  const news = incident.closedAt === null ? [await newsOf(db, incident, entries)] : [];
  const [inserted] = await writeBatch(db, [
    db
      .insert(incidents)
      .values({ ...incident, lead: incident.id, resolvedAt: incident.closedAt, failureCount: 0 })
      .onConflictDoNothing(),
    ...entries.map(insertWhereChanged),
    ...news.map(postWhereChanged),
  ]);
  return inserted?.meta.changes === 1;
}

/**
 * Compare-and-swap: false where somebody else was there first, or where a check meanwhile found down
 * what is to be resolved; then nothing is written.
 */
export async function changeIncident(
  db: Database,
  { id, version }: Seen,
  changes: WorkChanges,
  entry: IncidentEntry,
): Promise<boolean> {
  const isClosing = changes.closedAt !== undefined && changes.closedAt !== null;
  const [updated] = await writeBatch(db, [
    db
      .update(incidents)
      .set({
        ...changes,
        version: version + 1,
        // One that a person opened has no endpoint that could recover.
        ...(isClosing && { resolvedAt: sql`coalesce(resolved_at, ${changes.closedAt})` }),
      })
      .where(sql`${isUntouched(id, version)} ${isClosing ? sql`and ${nothingDown(id)}` : sql``}`),
    insertWhereChanged(entry),
    ...told(entry, isClosing).map(postWhereChanged),
  ]);
  return updated?.meta.changes === 1;
}

/** What an update says from here on; what it said before is kept with it. */
export async function editUpdate(
  db: Database,
  incident: Seen,
  { id, body, earlier }: Pick<IncidentEntry, "id" | "body" | "earlier">,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`update incidents set version = version + 1 where ${isUntouched(incident.id, incident.version)}`,
    sql`
      update incident_entries set body = ${body}, earlier = ${JSON.stringify(earlier)}
      where id = ${id} and changes() = 1`,
  ]);
  return updated?.meta.changes === 1;
}

/** Both must be as they were seen; what was part of the one is then part of the other. */
export async function mergeIncidents(
  db: Database,
  { from, into }: Record<"from" | "into", Seen>,
  entry: IncidentEntry,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`
      update incidents set version = version + 1,
        impacts = json_patch((select one.impacts from incidents as one where one.id = ${from.id}), impacts),
        acknowledged_by = coalesce(acknowledged_by,
          (select one.acknowledged_by from incidents as one where one.id = ${from.id})),
        acknowledged_at = coalesce(acknowledged_at,
          (select one.acknowledged_at from incidents as one where one.id = ${from.id}))
      where ${isUntouched(into.id, into.version)} and closed_at is null
        and exists (select 1 from incidents as one
          where one.id = ${from.id} and one.lead = one.id and one.version = ${from.version})`,
    insertWhereChanged(entry),
    postWhereChanged({ kind: "changed", episodeId: into.id, at: entry.at }),
    sql`update incident_entries set incident_id = ${into.id}
      where incident_id = ${from.id} and changes() = 1`,
    sql`update incidents set lead = ${into.id}
      where (id = ${from.id} or lead = ${from.id})
        and exists (select 1 from incident_entries where id = ${entry.id})`,
  ]);
  return updated?.meta.changes === 1;
}

/** A merged one is worked on by itself again. */
export async function separateIncident(
  db: Database,
  { id, lead, at }: { id: string; lead: Seen; at: Instant },
  entry: IncidentEntry,
): Promise<boolean> {
  const [updated] = await writeBatch(db, [
    sql`update incidents set version = version + 1
      where ${isUntouched(lead.id, lead.version)}
        and exists (select 1 from incidents as one where one.id = ${id} and one.lead = ${lead.id})`,
    insertWhereChanged(entry),
    // Who has taken on all of it has taken on this.
    sql`update incidents set lead = id, closed_at = resolved_at,
        (acknowledged_at, acknowledged_by) = (
          select one.acknowledged_at, one.acknowledged_by from incidents as one
          where one.id = ${lead.id}),
        state = iif(resolved_at is null, 'investigating', 'resolved')
      where id = ${id} and changes() = 1`,
    closeIncidents(sql`${lead.id}`, at),
  ]);
  return updated?.meta.changes === 1;
}

/** Oldest first. */
export const listEntries = (db: Database, incidentId: string): Promise<IncidentEntry[]> =>
  db
    .select()
    .from(incidentEntries)
    .where(eq(incidentEntries.incidentId, incidentId))
    .orderBy(incidentEntries.at, sql`rowid`);

export async function findEntry(db: Database, id: string): Promise<IncidentEntry | null> {
  const [entry] = await db.select().from(incidentEntries).where(eq(incidentEntries.id, id));
  return entry ?? null;
}

const isUntouched = (id: string, version: number): SQL =>
  sql`incidents.id = ${id} and incidents.lead = ${id} and incidents.version = ${version}`;

const nothingDown = (id: string): SQL => sql`not exists (
  select 1 from incidents as one
  where one.endpoint is not null and one.resolved_at is null
    and (one.id = ${id} or (one.lead <> one.id and one.lead = ${id})))`;

/** Written only where the statement before it in the batch wrote a row. */
const insertWhereChanged = (entry: IncidentEntry): SQL => sql`
  insert into incident_entries (id, incident_id, at, kind, "by", status, body, detail, earlier)
  select ${entry.id}, ${entry.incidentId}, ${entry.at}, ${entry.kind}, ${entry.by},
    ${entry.status}, ${entry.body}, ${JSON.stringify(entry.detail)}, ${JSON.stringify(entry.earlier)}
  where changes() > 0`;

/** That a person opened it, with what is known of it then. */
async function newsOf(
  db: Database,
  incident: NewIncident,
  entries: readonly IncidentEntry[],
): Promise<News> {
  const affected = await endpointsOf(db, [incident.impacts]);
  const { at: openedAt } = entries[0]!;
  const body = entries.at(-1)?.body ?? null;
  return { kind: "opened", episode: episodeOfPeople(incident, affected, { openedAt, body }) };
}

/** All that is named there and is not well, by name. */
const endpointsOf = (db: Database, impacts: readonly Record<string, Impact>[]) =>
  db
    .select({ id: endpoints.id, name: endpoints.name, tags: endpoints.tags })
    .from(endpoints)
    .where(
      sql`${endpoints.id} in (select value from json_each(${JSON.stringify(impacts.flatMap(unwell))}))`,
    )
    .orderBy(endpoints.name);

const unwell = (impacts: Record<string, Impact>): string[] =>
  Object.keys(impacts).filter((id) => impacts[id] !== "none");

/** What people made of the incidents that lead these, by their ids; of untouched ones nothing. */
export async function workedIncidents(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, Worked>> {
  const touched = await db
    .select({
      id: incidents.id,
      title: incidents.title,
      grade: incidents.severity,
      impacts: incidents.impacts,
    })
    .from(incidents)
    .where(
      sql`${incidents.version} > 0 and ${incidents.id} in (
        select lead from incidents where id in (select value from json_each(${JSON.stringify(ids)})))`,
    );
  if (touched.length === 0) return new Map();
  const named = await endpointsOf(
    db,
    touched.map(({ impacts }) => impacts),
  );
  return new Map(
    touched.map(({ id, title, grade, impacts }) => {
      const affected = unwell(impacts);
      return [id, { title, grade, affects: named.filter((one) => affected.includes(one.id)) }];
    }),
  );
}

/** What those who heard that it began hear of what a person did; its end is one thing with the words. */
function told({ kind, incidentId, at, by, status, body }: IncidentEntry, isEnd: boolean): News[] {
  const [episodeId, said] = [incidentId, body ?? ""];
  if (kind === "changed" || kind === "unacknowledged") return [{ kind, episodeId, at }];
  if (kind === "acknowledged") return [{ kind, episodeId, by, at }];
  if (kind !== "update") return [];
  return isEnd
    ? [{ kind: "ended", episodeId, ending: "resolved", at, body: said }]
    : [{ kind: "updated", episodeId, status: status ?? "investigating", body: said, at }];
}

/** Told only where the statement before it in the batch wrote a row. */
const postWhereChanged = (news: News): SQL =>
  sql`insert into outbox (news) select ${JSON.stringify(news)} where changes() > 0`;
