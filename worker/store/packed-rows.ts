import { and, gte, isNotNull, lt, type SQL } from "drizzle-orm";
import { corruptBars, unpackBars, type Bar } from "../domain/history/bars";
import {
  totalCount,
  EMPTY_HISTOGRAM,
  isCorrupt,
  unpackHistogram,
} from "../domain/history/histogram";
import type { Instant } from "../domain/instant";
import { corruptChecks, unpackChecks, type NumberedCheck } from "../domain/history/packed-checks";
import type { Rollup, TimedCheck } from "../domain/history/rollup";
import type { Period } from "../domain/status/uptime";
import { recordCorruptRows } from "./corrupt-rows";
import type { Database } from "./database";
import {
  ticksTable,
  type statusBarsTable,
  type dailyRollupsTable,
  type hourlyRollupsTable,
} from "./schema/monitoring";

/** Packed rows as the domain knows them. What cannot be read of them is left out, said and counted. */

type Tick = typeof ticksTable.$inferSelect;

export type TickChecks = { at: Instant; checks: NumberedCheck[] };

/** The checks of ticks, of all endpoints or of some. */
export async function unpackTicks(
  db: Database,
  rows: readonly Tick[],
  only?: ReadonlySet<number>,
): Promise<TickChecks[]> {
  const packed = rows.flatMap(({ at, results, errorMessages: notes, regions }) =>
    results
      ? [
          {
            at,
            results: new Uint8Array(results),
            errorMessages: notes ?? [],
            regions: regions ?? [],
          },
        ]
      : [],
  );
  await recordCorruptRows(
    db,
    packed.map(({ at, results }) => ({
      table: "ticks",
      key: `${at}`,
      records: corruptChecks(results),
    })),
  );
  return packed.map(({ at, ...one }) => ({ at, checks: unpackChecks(one, only) }));
}

/** Looks from here in a period, by endpoint. */
export const readChecks = (db: Database, { from, to }: Period, only?: ReadonlySet<number>) =>
  readChecksWhere(db, and(gte(ticksTable.at, from), lt(ticksTable.at, to)), only);

/** Looks from here in some ticks, by endpoint; those from regions are of the same check. */
export async function readChecksWhere(
  db: Database,
  where: SQL | undefined,
  only?: ReadonlySet<number>,
): Promise<Map<number, (TimedCheck & { at: Instant })[]>> {
  const rows = await db
    .select()
    .from(ticksTable)
    .where(and(where, isNotNull(ticksTable.results)))
    .orderBy(ticksTable.at);
  const byEndpoint = new Map<number, (TimedCheck & { at: Instant })[]>();
  for (const { at, checks } of await unpackTicks(db, rows, only)) {
    for (const { number, region, status, responseTime } of checks) {
      if (region !== null) continue;
      const own = byEndpoint.get(number);
      if (own) own.push({ at, status, responseTime });
      else byEndpoint.set(number, [{ at, status, responseTime }]);
    }
  }
  return byEndpoint;
}

type HourRow = typeof hourlyRollupsTable.$inferSelect;
type DayRow = typeof dailyRollupsTable.$inferSelect;

/** Hours or days with what they amount to. */
export async function unpackRollups<Row extends HourRow | DayRow>(
  db: Database,
  table: Row extends HourRow ? "hourly_rollups" : "daily_rollups",
  rows: readonly Row[],
): Promise<{ row: Row; rollup: Rollup }[]> {
  const read = rows.map((row) => ({ row, ...unpackRollup(row) }));
  await recordCorruptRows(
    db,
    read.map(({ row, corruptRecords }) => ({
      table,
      key: `${row.endpoint} ${"hour" in row ? row.hour : row.day}`,
      records: corruptRecords,
    })),
  );
  return read;
}

function unpackRollup(row: HourRow | DayRow): { rollup: Rollup; corruptRecords: number } {
  const { up, degraded, down, unknown, coveredMs, downtimeMs, maintenanceMs } = row;
  const { totalMs, minMs, maxMs } = row;
  const counts = { up, degraded, down, unknown, coveredMs, downtimeMs, maintenanceMs };
  const bytes = new Uint8Array(row.latency);
  const latency = unpackHistogram(bytes);
  // More times than checks that can have one are nobody's.
  const isIntact = !isCorrupt(bytes) && totalCount(latency) <= up + degraded + unknown;
  const rollup = {
    ...counts,
    totalMs,
    minMs,
    maxMs,
    latency: isIntact ? latency : EMPTY_HISTOGRAM,
  };
  return { rollup, corruptRecords: isIntact ? 0 : 1 };
}

/** The bars of days, of all endpoints or of some. */
export async function unpackBarRows(
  db: Database,
  rows: readonly (typeof statusBarsTable.$inferSelect)[],
  wanted?: ReadonlySet<number>,
): Promise<{ day: string; bars: Bar[] }[]> {
  const packed = rows.map((row) => ({ day: row.day, bytes: new Uint8Array(row.data) }));
  await recordCorruptRows(
    db,
    packed.map(({ day, bytes }) => ({
      table: "status_bars",
      key: day,
      records: corruptBars(bytes),
    })),
  );
  return packed.map(({ day, bytes }) => ({ day, bars: unpackBars(bytes, wanted) }));
}
