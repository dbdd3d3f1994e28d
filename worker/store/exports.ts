import { and, asc, desc, eq, gte, isNotNull, lte, sql } from "drizzle-orm";
import { dayOf } from "../domain/day";
import { shareUp, type Period } from "../domain/uptime";
import type { ExportedCheck, ExportedDay } from "../ports";
import type { ExportedIncident } from "../ports/incidents";
import type { Database } from "./database";
import { incidents } from "./incident-schema";
import { barsOf, checksOf } from "./packed";
import { bars, endpoints, ticks } from "./schema";

/** Rows are read in runs, so that neither end holds more than one of them. */
const RUN = 200;

type Asked = { period: Period; endpointId: string | null };
type Named = { id: string; name: string };
type Row = typeof incidents.$inferSelect;

/** Checks of the last 48 hours, oldest first. */
export async function* exportChecks(
  db: Database,
  { period, endpointId }: Asked,
): AsyncGenerator<ExportedCheck> {
  const names = await namesOf(db, endpointId);
  const wanted = new Set(names.keys());
  for (let from = period.from; ;) {
    const rows = await db
      .select()
      .from(ticks)
      .where(and(gte(ticks.at, from), lte(ticks.at, period.to), isNotNull(ticks.results)))
      .orderBy(asc(ticks.at))
      .limit(RUN);
    for (const { at, checks } of await checksOf(db, rows, wanted)) {
      for (const { number, ...check } of checks) {
        const named = names.get(number)!;
        yield { at, endpointId: named.id, endpointName: named.name, ...check };
      }
    }
    if (rows.length < RUN) return;
    from = rows.at(-1)!.at + 1;
  }
}

/** Incidents that began in the period, newest first. */
export async function* exportIncidents(
  db: Database,
  { period, endpointId }: Asked,
): AsyncGenerator<ExportedIncident> {
  const names = await namesOf(db, endpointId);
  let before: [startedAt: number, id: string] = [period.to + 1, ""];
  for (;;) {
    const rows = await db
      .select()
      .from(incidents)
      .where(
        and(
          gte(incidents.startedAt, period.from),
          sql`(${incidents.startedAt}, ${incidents.id}) < (${before[0]}, ${before[1]})`,
        ),
      )
      .orderBy(desc(incidents.startedAt), desc(incidents.id))
      .limit(RUN);
    for (const { endpoint, ...incident } of rows) {
      const named = endpoint === null ? undefined : names.get(endpoint);
      // What a person opened is of no endpoint, and of each that it affects.
      const isMeant = named ?? (endpoint === null && isAbout(incident, endpointId));
      if (!isMeant) continue;
      yield { ...incident, endpointId: named?.id ?? null, endpointName: named?.name ?? null };
    }
    const last = rows.at(-1);
    if (!last || rows.length < RUN) return;
    before = [last.startedAt, last.id];
  }
}

const isAbout = ({ impacts }: Pick<Row, "impacts">, endpointId: string | null): boolean =>
  endpointId === null || endpointId in impacts;

/** Closed days, oldest first: one row a day in the database, however many endpoints. */
export async function* exportUptime(
  db: Database,
  { period, endpointId, timeZone }: Asked & { timeZone: string },
): AsyncGenerator<ExportedDay> {
  const names = await namesOf(db, endpointId);
  const wanted = new Set(names.keys());
  const first = dayOf(period.from, timeZone);
  const last = dayOf(period.to, timeZone);
  const rows = await db
    .select()
    .from(bars)
    .where(and(gte(bars.day, first), lte(bars.day, last)))
    .orderBy(asc(bars.day));
  for (const { day, bars: known } of await barsOf(db, rows, wanted)) {
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
        uptime: shareUp(known),
        ...known,
        worst: bar.worst,
        incidents: bar.incidents,
      };
    }
  }
}

async function namesOf(db: Database, endpointId: string | null): Promise<Map<number, Named>> {
  const rows = await db
    .select({ number: endpoints.number, id: endpoints.id, name: endpoints.name })
    .from(endpoints)
    .where(endpointId === null ? undefined : eq(endpoints.id, endpointId));
  return new Map(rows.map(({ number, ...named }) => [number, named]));
}
