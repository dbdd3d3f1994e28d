import { desc, eq, getTableColumns, sql } from "drizzle-orm";
import type { TimelineEntry } from "../domain/incidents/actions";
import type { EntryCounts } from "../ports/incidents";
import type { Database } from "./database";
import { incidentTimelineTable } from "./schema/incidents";

/** For the team; what strangers are shown of an entry is for their pages. */
const { html: _, ...columns } = getTableColumns(incidentTimelineTable);

/** Oldest first. */
export const listEntries = (db: Database, incidentId: string): Promise<TimelineEntry[]> =>
  db
    .select(columns)
    .from(incidentTimelineTable)
    .where(eq(incidentTimelineTable.incidentId, incidentId))
    .orderBy(incidentTimelineTable.at, sql`rowid`);

export async function findEntry(db: Database, id: string): Promise<TimelineEntry | null> {
  const [entry] = await db
    .select(columns)
    .from(incidentTimelineTable)
    .where(eq(incidentTimelineTable.id, id));
  return entry ?? null;
}

export async function lastEntry(db: Database, incidentId: string): Promise<TimelineEntry | null> {
  const [entry] = await db
    .select(columns)
    .from(incidentTimelineTable)
    .where(eq(incidentTimelineTable.incidentId, incidentId))
    .orderBy(desc(incidentTimelineTable.at), sql`rowid desc`)
    .limit(1);
  return entry ?? null;
}

export async function countEntries(db: Database, incidentId: string): Promise<EntryCounts> {
  const [counts] = await db.all<EntryCounts>(sql`
    select count(*) filter (where kind = 'update') as updates,
      count(*) filter (where kind <> 'update') as acts
    from incident_timeline where incident_id = ${incidentId}`);
  return counts!;
}
