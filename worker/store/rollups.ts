import { and, eq, getTableColumns, gt, gte, isNotNull, lt, lte, max, min, sql } from "drizzle-orm";
import { barOf, packBars } from "../domain/history/bars";
import { dayOf, dayPeriod, type Day } from "../domain/time-zone";
import { packHistogram } from "../domain/history/histogram";
import type { Instant } from "../domain/instant";
import { mergeRollups, rollUp, type Rollup } from "../domain/history/rollup";
import { CHECK_RETENTION_MS, HOUR_MS, MINUTE_MS } from "../domain/schedule";
import type { Period } from "../domain/status/uptime";
import { writeBatch, type Database } from "./database";
import { incidentsTable } from "./schema/incidents";
import { readChecks, unpackRollups } from "./packed-rows";
import { selectRows } from "./endpoint-rows";
import {
  statusBarsTable,
  endpointsTable,
  hourlyRollupsTable,
  rollupCursorTable,
  ticksTable,
  transitionsTable,
} from "./schema/monitoring";
import { loadTimelines } from "./timelines";

/** What hangs at the end of an hour has ended by then. */
const SETTLE_DELAY_MS = 2 * MINUTE_MS;
const HOURLY_RETENTION = 90 * 24;
/** So many endpoints are written by one statement: its parameter stays far below a megabyte. */
const PER_STATEMENT = 1_000;

const hourOf = (at: Instant): number => Math.floor(at / HOUR_MS);
const hourPeriod = (hour: number): Period => ({ from: hour * HOUR_MS, to: (hour + 1) * HOUR_MS });

/** What one endpoint's hour or day is stored as. */
type RollupRow = { endpoint: number; rollup: Rollup; incidents: number };

/**
 * Rolls up the next hour that is over, and with the last hour of a day the day; answers it, or null
 * when all that can be is done. Run again for an hour it writes the same rows. A change that says
 * that it began in an hour that is rolled up makes everything from that hour on be done again, as
 * long as its checks are kept.
 */
export async function rollUpNextHour(
  db: Database,
  { now, timeZone }: { now: Instant; timeZone: string },
): Promise<{ hour: number } | null> {
  const through = await loadCursor(db, now);
  const last = hourOf(now - SETTLE_DELAY_MS) - 1;
  if (through === null || through.hour >= last) return null;
  const hour = through.hour + 1;
  await rollUpHour(db, hour);
  const day = dayOf(hour * HOUR_MS, timeZone);
  if (dayOf((hour + 1) * HOUR_MS, timeZone) !== day) await rollUpDay(db, day, timeZone);
  const reached = { throughHour: hour, throughTransition: through.transition };
  await writeBatch(db, [
    db
      .insert(rollupCursorTable)
      .values({ id: 1, ...reached })
      .onConflictDoUpdate({ target: rollupCursorTable.id, set: reached }),
    // Ticks are cleared away by themselves; an hour falls out for each one that is added.
    sql`delete from hourly_rollups where hour = ${hour - HOURLY_RETENTION}
      and endpoint in (select number from endpoints)`,
  ]);
  return { hour };
}

/**
 * The last hour that needs nothing more, and the last transition that was there before anything is
 * read; null before the first tick. Transitions are told by their order in the table: what a slow
 * tick stores late bears an earlier instant than this moment's.
 */
async function loadCursor(
  db: Database,
  now: Instant,
): Promise<{ hour: number; transition: number } | null> {
  const [[state], [first], [newest]] = await db.batch([
    db.select().from(rollupCursorTable),
    db
      .select({ at: min(ticksTable.at) })
      .from(ticksTable)
      .where(isNotNull(ticksTable.storedAt)),
    db.select({ id: max(transitionsTable.id) }).from(transitionsTable),
  ]);
  const transition = newest?.id ?? 0;
  if (!state) {
    return typeof first?.at === "number" ? { hour: hourOf(first.at) - 1, transition } : null;
  }
  const [changed] = await db
    .select({ since: min(transitionsTable.since) })
    .from(transitionsTable)
    .where(
      and(gt(transitionsTable.id, state.throughTransition), lte(transitionsTable.id, transition)),
    );
  const changedHour =
    typeof changed?.since === "number" ? hourOf(changed.since) - 1 : state.throughHour;
  // Of an hour whose checks may be partly cleared away nothing is written again.
  const firstIntactHour = Math.ceil((now - CHECK_RETENTION_MS) / HOUR_MS) - 1;
  return { hour: Math.min(state.throughHour, Math.max(changedHour, firstIntactHour)), transition };
}

async function rollUpHour(db: Database, hour: number): Promise<void> {
  const period = hourPeriod(hour);
  const [rows, checks, started, timelineOf] = await Promise.all([
    selectRows(db),
    readChecks(db, period),
    incidentsIn(db, period),
    loadTimelines(db, period),
  ]);
  const rolled = rows.flatMap(({ endpoint, state }): RollupRow[] => {
    const checked = checks.get(endpoint.number) ?? [];
    const rollup = rollUp(checked, timelineOf({ endpoint, status: state }));
    const isEmpty = checked.length === 0 && rollup.coveredMs + rollup.maintenanceMs === 0;
    return isEmpty
      ? []
      : [{ endpoint: endpoint.number, rollup, incidents: started.get(endpoint.number) ?? 0 }];
  });
  await replaceRows(db, "hourly_rollups", hour, rolled);
}

/** A day is the hours that begin in it: whoever lives half an hour aside has theirs half an hour aside. */
async function rollUpDay(db: Database, day: Day, timeZone: string): Promise<void> {
  const { from, to } = dayPeriod(day, timeZone);
  const [first, end] = [Math.ceil(from / HOUR_MS), Math.ceil(to / HOUR_MS)];
  // By endpoint first: the key of the table begins with it, and the table is long.
  const rows = await db
    .select(getTableColumns(hourlyRollupsTable))
    .from(endpointsTable)
    .crossJoin(hourlyRollupsTable)
    .where(
      and(
        eq(hourlyRollupsTable.endpoint, endpointsTable.number),
        gte(hourlyRollupsTable.hour, first),
        lt(hourlyRollupsTable.hour, end),
      ),
    );
  const hourly = await unpackRollups(db, "hourly_rollups", rows);
  const byEndpoint = Map.groupBy(hourly, ({ row }) => row.endpoint);
  const rolled = [...byEndpoint].map(([endpoint, own]): RollupRow => ({
    endpoint,
    rollup: mergeRollups(own.map(({ rollup }) => rollup)),
    incidents: own.reduce((sum, { row }) => sum + row.incidents, 0),
  }));
  await replaceRows(db, "daily_rollups", day, rolled);
  const packed = packBars(
    rolled.map(({ endpoint, rollup, incidents }) => barOf(endpoint, rollup, incidents)),
  );
  const values = { day, data: Buffer.from(packed) };
  await db
    .insert(statusBarsTable)
    .values(values)
    .onConflictDoUpdate({ target: statusBarsTable.day, set: values });
}

async function incidentsIn(db: Database, { from, to }: Period): Promise<Map<number, number>> {
  const rows = await db
    .select({ endpoint: incidentsTable.endpoint })
    .from(incidentsTable)
    .where(and(gte(incidentsTable.startedAt, from), lt(incidentsTable.startedAt, to)));
  const counts = new Map<number, number>();
  for (const { endpoint } of rows) {
    if (endpoint !== null) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  }
  return counts;
}

/** All rows of one hour or day, in place of those that were there. Whoever is gone by now gets none. */
async function replaceRows(
  db: Database,
  table: "hourly_rollups" | "daily_rollups",
  key: number | Day,
  rows: readonly RollupRow[],
): Promise<void> {
  const column = sql.raw(table === "hourly_rollups" ? "hour" : "day");
  for (let start = 0; start < rows.length; start += PER_STATEMENT) {
    const chunk = JSON.stringify(rows.slice(start, start + PER_STATEMENT).map(toColumns));
    await db.run(sql`
      insert or replace into ${sql.raw(table)} (endpoint, ${column}, up, degraded, down, unknown,
        monitored_ms, downtime_ms, maintenance_ms, incidents, total_ms, min_ms, max_ms, latency)
      select value ->> 0, ${key}, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
        value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11,
        unhex(value ->> 12)
      from json_each(${chunk}) where value ->> 0 in (select number from endpoints)`);
  }
}

const toColumns = ({ endpoint, rollup, incidents }: RollupRow) => [
  endpoint,
  rollup.up,
  rollup.degraded,
  rollup.down,
  rollup.unknown,
  rollup.coveredMs,
  rollup.downtimeMs,
  rollup.maintenanceMs,
  incidents,
  rollup.totalMs,
  rollup.minMs,
  rollup.maxMs,
  Buffer.from(packHistogram(rollup.latency)).toString("hex"),
];
