import { sql, type SQL } from "drizzle-orm";
import type { IncidentRecord } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { IncidentReport, ReportUpdate } from "../ports/pages";
import type { Database } from "./database";
import { findIncidents } from "./incidents";

/** How many incidents of the same days may be written about. */
const MAX_REPORTS = 100;

/** A page shows its newest updates: so many of them, and so many characters. */
const MAX_UPDATES = 500;
const MAX_CHARACTERS = 4_000_000;

type ReportQuery = {
  parentIds: readonly string[];
  since: Instant;
  until?: Instant;
  /** `newest`: of each incident the one update that says how it is. */
  updates: "all" | "newest";
};

/**
 * Those of these incidents that people wrote about, and those that people opened, which have no
 * endpoint of their own: open ones, and those that began since. With
 * an end, those that began in between.
 */
export async function loadIncidentReports(
  db: Database,
  { parentIds, since, until, updates: asked }: ReportQuery,
): Promise<IncidentReport[]> {
  // Of a period that is over nothing is asked that is still open: what is began in it or did not.
  const open = sql`
    union
    select id from incidents indexed by incidents_open
    where endpoint is null and resolved_at is null`;
  const opened = await db.all<{ id: string }>(sql`
    select id from incidents indexed by incidents_by_endpoint
    where endpoint is null and started_at > ${since}
      ${until === undefined ? open : sql`and started_at < ${until}`}
    limit ${MAX_REPORTS}`);
  const ids = [...new Set([...parentIds, ...opened.map(({ id }) => id)])];
  if (ids.length === 0) return [];
  const updates = await db.all<UpdateRow>(asked === "all" ? allUpdates(ids) : newestUpdates(ids));
  if (updates.length === 0) return [];
  const updatesByIncident = Map.groupBy(updates, ({ incidentId }) => incidentId);
  const incidents = await findIncidents(db, [...updatesByIncident.keys()]);
  const titles = await loadGivenTitles(db, incidents);
  return incidents.map((incident) => ({
    incident,
    title: incident.openedBy === null ? (titles.get(incident.id) ?? null) : incident.title,
    updates: updatesByIncident
      .get(incident.id)!
      .map(({ id, at, status, body, html }) => ({ id, at, status, body, html })),
  }));
}

type UpdateRow = ReportUpdate & { incidentId: string };

const given = (ids: readonly string[]) => sql`json_each(${JSON.stringify(ids)})`;
const COLUMNS = sql`id, incident_id as "incidentId", at, status, body, html`;

/** Oldest first. Each incident keeps its newest update, also where a page has more than it can show. */
const allUpdates = (ids: readonly string[]): SQL => sql`
  select ${COLUMNS} from (
    select *, rowid as row, row_number() over latest as number,
      sum(length(coalesce(body, '')) + length(coalesce(html, ''))) over latest as characters,
      row_number() over (partition by incident_id order by at desc, rowid desc) as own
    from incident_timeline
    where incident_id in (select value from ${given(ids)}) and kind = 'update'
    window latest as (order by at desc, rowid desc))
  where own = 1 or (number <= ${MAX_UPDATES} and characters <= ${MAX_CHARACTERS})
  order by at, row`;

const newestUpdates = (ids: readonly string[]): SQL => sql`
  select ${COLUMNS} from incident_timeline where id in (
    select (select one.id from incident_timeline as one
      where one.incident_id = asked.value and one.kind = 'update'
      order by one.at desc, one.rowid desc limit 1)
    from ${given(ids)} as asked)`;

/** What people called what checks found. An endpoint that went leaves its own name there, which is for us alone. */
async function loadGivenTitles(
  db: Database,
  incidents: readonly IncidentRecord[],
): Promise<Map<string, string | null>> {
  const ids = incidents
    .filter(({ openedBy, title }) => openedBy === null && title !== null)
    .map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db.all<{ id: string; title: string | null }>(sql`
    select asked.value as id, (
      select one.detail ->> 'title' from incident_timeline as one
      where one.incident_id = asked.value and one.kind = 'changed'
        and json_type(one.detail, '$.title') is not null
      order by one.at desc, one.rowid desc limit 1) as title
    from ${given(ids)} as asked`);
  return new Map(rows.map(({ id, title }) => [id, title]));
}
