import { asc, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { IncidentReport } from "../ports/pages";
import type { Database } from "./database";
import { incidentTimelineTable } from "./schema/incidents";
import { findIncidents } from "./incidents";

/** How many incidents of the same days may be written about. */
const MAX_REPORTS = 100;

/**
 * Those of these incidents that people wrote about, and those that people opened, which have no
 * endpoint of their own: open ones, and those that began since. With
 * an end, those that began in between.
 */
export async function loadIncidentReports(
  db: Database,
  { parentIds, since, until }: { parentIds: readonly string[]; since: Instant; until?: Instant },
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
  const entries = await db
    .select()
    .from(incidentTimelineTable)
    .where(
      sql`incident_id in (select value from json_each(${JSON.stringify(ids)}))
        and kind in ('update', 'changed')`,
    )
    .orderBy(asc(incidentTimelineTable.at), sql`rowid`);
  const entriesByIncident = Map.groupBy(entries, ({ incidentId }) => incidentId);
  for (const [id, own] of entriesByIncident) {
    if (!own.some(({ kind }) => kind === "update")) entriesByIncident.delete(id);
  }
  if (entriesByIncident.size === 0) return [];
  const incidents = await findIncidents(db, [...entriesByIncident.keys()]);
  return incidents.map((incident) => {
    const own = entriesByIncident.get(incident.id) ?? [];
    return {
      incident,
      title: givenTitle(incident, own),
      updates: own.filter(({ kind }) => kind === "update"),
    };
  });
}

/** What people called it. An endpoint that went leaves its own name there, which is for us alone. */
function givenTitle(
  { openedBy, title }: IncidentReport["incident"],
  entries: IncidentReport["updates"],
): string | null {
  if (openedBy !== null) return title;
  return entries.findLast(({ detail }) => "title" in detail)?.detail["title"] ?? null;
}
