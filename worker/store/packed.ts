import { and, gte, isNotNull, lt, type SQL } from "drizzle-orm";
import { damagedBars, unpackBars, type Bar } from "../domain/bars";
import { countOf, EMPTY, isDamaged, unpackHistogram } from "../domain/histogram";
import type { Instant } from "../domain/instant";
import { damagedChecks, unpackChecks, type NumberedCheck } from "../domain/packed-checks";
import type { Rollup, SeenCheck } from "../domain/rollup";
import type { Period } from "../domain/uptime";
import { noteDamage } from "./damage";
import type { Database } from "./database";
import { ticks, type bars, type days, type hours } from "./schema";

/** Packed rows as the domain knows them. What cannot be read of them is left out, said and counted. */

type Tick = typeof ticks.$inferSelect;

export type TickChecks = { at: Instant; checks: NumberedCheck[] };

/** The checks of ticks, of all endpoints or of some. */
export async function checksOf(
  db: Database,
  rows: readonly Tick[],
  only?: ReadonlySet<number>,
): Promise<TickChecks[]> {
  const packed = rows.flatMap(({ at, results, notes, regions }) =>
    results
      ? [{ at, results: new Uint8Array(results), notes: notes ?? [], regions: regions ?? [] }]
      : [],
  );
  await noteDamage(
    db,
    packed.map(({ at, results }) => ({
      table: "ticks",
      key: `${at}`,
      records: damagedChecks(results),
    })),
  );
  return packed.map(({ at, ...one }) => ({ at, checks: unpackChecks(one, only) }));
}

/** Looks from here in a period, by endpoint. */
export const checksIn = (db: Database, { from, to }: Period, only?: ReadonlySet<number>) =>
  seenIn(db, and(gte(ticks.at, from), lt(ticks.at, to)), only);

/** Looks from here in some ticks, by endpoint; those from regions are of the same check. */
export async function seenIn(
  db: Database,
  where: SQL | undefined,
  only?: ReadonlySet<number>,
): Promise<Map<number, (SeenCheck & { at: Instant })[]>> {
  const rows = await db
    .select()
    .from(ticks)
    .where(and(where, isNotNull(ticks.results)))
    .orderBy(ticks.at);
  const seen = new Map<number, (SeenCheck & { at: Instant })[]>();
  for (const { at, checks } of await checksOf(db, rows, only)) {
    for (const { number, region, status, responseTime } of checks) {
      if (region !== null) continue;
      const own = seen.get(number);
      if (own) own.push({ at, status, responseTime });
      else seen.set(number, [{ at, status, responseTime }]);
    }
  }
  return seen;
}

type HourRow = typeof hours.$inferSelect;
type DayRow = typeof days.$inferSelect;

/** Hours or days with what they amount to. */
export async function rollupsOf<Row extends HourRow | DayRow>(
  db: Database,
  table: Row extends HourRow ? "hours" : "days",
  rows: readonly Row[],
): Promise<{ row: Row; rollup: Rollup }[]> {
  const read = rows.map((row) => ({ row, ...rollupOf(row) }));
  await noteDamage(
    db,
    read.map(({ row, lost }) => ({
      table,
      key: `${row.endpoint} ${"hour" in row ? row.hour : row.day}`,
      records: lost,
    })),
  );
  return read;
}

function rollupOf(row: HourRow | DayRow): { rollup: Rollup; lost: number } {
  const { up, degraded, down, unknown, coveredMs, downtimeMs, maintenanceMs } = row;
  const { totalMs, minMs, maxMs } = row;
  const counts = { up, degraded, down, unknown, coveredMs, downtimeMs, maintenanceMs };
  const bytes = new Uint8Array(row.latency);
  const latency = unpackHistogram(bytes);
  // More times than checks that can have one are nobody's.
  const isWhole = !isDamaged(bytes) && countOf(latency) <= up + degraded + unknown;
  const rollup = { ...counts, totalMs, minMs, maxMs, latency: isWhole ? latency : EMPTY };
  return { rollup, lost: isWhole ? 0 : 1 };
}

/** The bars of days, of all endpoints or of some. */
export async function barsOf(
  db: Database,
  rows: readonly (typeof bars.$inferSelect)[],
  wanted?: ReadonlySet<number>,
): Promise<{ day: string; bars: Bar[] }[]> {
  const packed = rows.map((row) => ({ day: row.day, bytes: new Uint8Array(row.bars) }));
  await noteDamage(
    db,
    packed.map(({ day, bytes }) => ({ table: "bars", key: day, records: damagedBars(bytes) })),
  );
  return packed.map(({ day, bytes }) => ({ day, bars: unpackBars(bytes, wanted) }));
}
