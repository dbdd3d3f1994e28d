import { asc, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { WrittenIncident } from "../ports/pages";
import type { Database } from "./database";
import { incidentEntries } from "./incident-schema";
import { findIncidents } from "./incidents";

/** How many incidents of the same days may be written about. */
const MOST = 100;

/**
 * Those of these incidents that people wrote about, and those that people opened, which have no
 * endpoint of their own: open ones, and those that began since. With
 * an end, those that began in between.
 */
export async function writtenIncidents(
  db: Database,
  { leads, since, until }: { leads: readonly string[]; since: Instant; until?: Instant },
): Promise<WrittenIncident[]> {
  // Of a period that is over nothing is asked that is still open: what is began in it or did not.
  const open = sql`
    union
    select id from incidents indexed by incidents_open
    where endpoint is null and resolved_at is null`;
  const opened = await db.all<{ id: string }>(sql`
    select id from incidents indexed by incidents_by_endpoint
    where endpoint is null and started_at > ${since}
      ${until === undefined ? open : sql`and started_at < ${until}`}
    limit ${MOST}`);
  const ids = [...new Set([...leads, ...opened.map(({ id }) => id)])];
  if (ids.length === 0) return [];
  const entries = await db
    .select()
    .from(incidentEntries)
    .where(
      sql`incident_id in (select value from json_each(${JSON.stringify(ids)}))
        and kind in ('update', 'changed')`,
    )
    .orderBy(asc(incidentEntries.at), sql`rowid`);
  const written = Map.groupBy(entries, ({ incidentId }) => incidentId);
  for (const [id, own] of written) {
    if (!own.some(({ kind }) => kind === "update")) written.delete(id);
  }
  if (written.size === 0) return [];
  const incidents = await findIncidents(db, [...written.keys()]);
  return incidents.map((incident) => {
    const own = written.get(incident.id) ?? [];
    return {
      incident,
      title: givenTitle(incident, own),
      updates: own.filter(({ kind }) => kind === "update"),
    };
  });
}

/** What people called it. An endpoint that went leaves its own name there, which is for us alone. */
function givenTitle(
  { openedBy, title }: WrittenIncident["incident"],
  entries: WrittenIncident["updates"],
): string | null {
  if (openedBy !== null) return title;
  return entries.findLast(({ detail }) => "title" in detail)?.detail["title"] ?? null;
}
