import { and, asc, desc, eq, gte, isNotNull, lte, sql } from "drizzle-orm";
import { dayOf } from "../domain/time-zone";
import { uptimeRatio, type Period } from "../domain/status/uptime";
import type { ExportedCheck, ExportedDay } from "../ports";
import type { ExportedIncident } from "../ports/incidents";
import type { Database } from "./database";
import { incidentsTable } from "./schema/incidents";
import { unpackBarRows, unpackTicks } from "./packed-rows";
import { statusBarsTable, endpointsTable, ticksTable } from "./schema/monitoring";

/** Rows are read in runs, so that neither end holds more than one of them. */
const ROWS_PER_READ = 200;

type ExportScope = { period: Period; endpointId: string | null };
type NamedEndpoint = { id: string; name: string };
type IncidentTableRow = typeof incidentsTable.$inferSelect;

/** Checks of the last 48 hours, oldest first. */
export async function* exportChecks(
  db: Database,
  { period, endpointId }: ExportScope,
): AsyncGenerator<ExportedCheck> {
  const names = await endpointNames(db, endpointId);
  const wanted = new Set(names.keys());
  for (let from = period.from; ;) {
    const rows = await db
      .select()
      .from(ticksTable)
      .where(
        and(gte(ticksTable.at, from), lte(ticksTable.at, period.to), isNotNull(ticksTable.results)),
      )
      .orderBy(asc(ticksTable.at))
      .limit(ROWS_PER_READ);
    for (const { at, checks } of await unpackTicks(db, rows, wanted)) {
      for (const { number, ...check } of checks) {
        const named = names.get(number)!;
        yield { at, endpointId: named.id, endpointName: named.name, ...check };
      }
    }
    if (rows.length < ROWS_PER_READ) return;
    from = rows.at(-1)!.at + 1;
  }
}

/** Incidents that began in the period, newest first. */
export async function* exportIncidents(
  db: Database,
  { period, endpointId }: ExportScope,
): AsyncGenerator<ExportedIncident> {
  const names = await endpointNames(db, endpointId);
  let before: [startedAt: number, id: string] = [period.to + 1, ""];
  for (;;) {
    const rows = await db
      .select()
      .from(incidentsTable)
      .where(
        and(
          gte(incidentsTable.startedAt, period.from),
          sql`(${incidentsTable.startedAt}, ${incidentsTable.id}) < (${before[0]}, ${before[1]})`,
        ),
      )
      .orderBy(desc(incidentsTable.startedAt), desc(incidentsTable.id))
      .limit(ROWS_PER_READ);
    for (const { endpoint, ...incident } of rows) {
      const named = endpoint === null ? undefined : names.get(endpoint);
      // What a person opened is of no endpoint, and of each that it affects.
      const isMeant = named ?? (endpoint === null && affectsEndpoint(incident, endpointId));
      if (!isMeant) continue;
      yield { ...incident, endpointId: named?.id ?? null, endpointName: named?.name ?? null };
    }
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_PER_READ) return;
    before = [last.startedAt, last.id];
  }
}

const affectsEndpoint = (
  { impacts }: Pick<IncidentTableRow, "impacts">,
  endpointId: string | null,
): boolean => endpointId === null || endpointId in impacts;

/** Closed days, oldest first: one row a day in the database, however many endpoints. */
export async function* exportUptime(
  db: Database,
  { period, endpointId, timeZone }: ExportScope & { timeZone: string },
): AsyncGenerator<ExportedDay> {
  const names = await endpointNames(db, endpointId);
  const wanted = new Set(names.keys());
  const first = dayOf(period.from, timeZone);
  const last = dayOf(period.to, timeZone);
  const rows = await db
    .select()
    .from(statusBarsTable)
    .where(and(gte(statusBarsTable.day, first), lte(statusBarsTable.day, last)))
    .orderBy(asc(statusBarsTable.day));
  for (const { day, bars: known } of await unpackBarRows(db, rows, wanted)) {
    for (const bar of known) {
      const named = names.get(bar.number)!;
      const known = {
        coveredMs: bar.coveredSeconds * 1_000,
        downtimeMs: bar.downtimeSeconds * 1_000,
      };
      yield {
        day,
        endpointId: named.id,
        endpointName: named.name,
        uptime: uptimeRatio(known),
        ...known,
        worst: bar.worst,
        incidents: bar.incidents,
      };
    }
  }
}

async function endpointNames(
  db: Database,
  endpointId: string | null,
): Promise<Map<number, NamedEndpoint>> {
  const rows = await db
    .select({ number: endpointsTable.number, id: endpointsTable.id, name: endpointsTable.name })
    .from(endpointsTable)
    .where(endpointId === null ? undefined : eq(endpointsTable.id, endpointId));
  return new Map(rows.map(({ number, ...named }) => [number, named]));
}
