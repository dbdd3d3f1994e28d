import { and, asc, eq, gte } from "drizzle-orm";
import { dayAfter, dayOf, dayPeriod, daysBetween, type Day } from "../domain/time-zone";
import type { HistoryDay, HistoryPeriod } from "../domain/history/periods";
import type { Instant } from "../domain/instant";
import {
  countIntervals,
  mergeRollups,
  rollUp,
  durationsOf,
  clipTimeline,
} from "../domain/history/rollup";
import { HOUR_MS } from "../domain/schedule";
import type { Period } from "../domain/status/uptime";
import type { DaysQuery } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { incidentsTable } from "./schema/incidents";
import { readChecks, unpackRollups } from "./packed-rows";
import { dailyRollupsTable, hourlyRollupsTable, rollupCursorTable } from "./schema/monitoring";
import { loadTimelines } from "./timelines";

/**
 * An endpoint's days from `first` to today, one part each: those that are rolled up from their rows,
 * the others from what changed in them and from their hours.
 */
export async function loadDailyHistory(
  db: Database,
  asked: DaysQuery & { timeZone: string },
): Promise<HistoryDay[]> {
  const { record, first, now, timeZone } = asked;
  const today = dayOf(now, timeZone);
  const rows = await db
    .select()
    .from(dailyRollupsTable)
    .where(
      and(
        eq(dailyRollupsTable.endpoint, record.endpoint.number),
        gte(dailyRollupsTable.day, first),
      ),
    )
    .orderBy(asc(dailyRollupsTable.day));
  const daily = await unpackRollups(db, "daily_rollups", rows);
  const stored = new Map(daily.map((one) => [one.row.day, one]));
  const last = rows.at(-1)?.day;
  const open = last === undefined ? first : dayAfter(last);
  const openDays = daysBetween(open, today);
  const openByDay = new Map(
    openDays.length === 0
      ? []
      : (await openDayHistory(db, openDays, asked)).map((entry) => [entry.day, entry]),
  );
  return daysBetween(first, today).map((day) => {
    const known = stored.get(day);
    const { from: at } = dayPeriod(day, timeZone);
    if (known) return { day, at, rollup: known.rollup, incidents: known.row.incidents };
    return openByDay.get(day) ?? { day, at, rollup: mergeRollups([]), incidents: 0 };
  });
}

/** Days that are not rolled up: what is known of their time is exact to this moment. */
async function openDayHistory(
  db: Database,
  openDays: readonly Day[],
  { record, now, timeZone, detail }: DaysQuery & { timeZone: string },
): Promise<HistoryDay[]> {
  const from = dayPeriod(openDays[0]!, timeZone).from;
  const [timesWithin, hourly] = await Promise.all([
    loadExactDurations(db, record, { from, to: now }),
    detail === "checks" ? loadHourlyHistory(db, record, { from, now }) : [],
  ]);
  return openDays.map((day) => {
    const period = dayPeriod(day, timeZone);
    const checked = hourly.filter(({ at }) => at >= period.from && at < period.to);
    const { incidents, degraded, ...times } = timesWithin(period);
    const known = mergeRollups(checked.map((hour) => hour.rollup));
    const rollup = { ...known, ...times, degraded: Math.max(known.degraded, degraded) };
    return { day, at: period.from, rollup, incidents };
  });
}

/** Covered time, downtime, incidents and times degraded of any part of a period, from what changed in it. */
export async function loadExactDurations(
  db: Database,
  { endpoint, state }: Pick<EndpointRecord, "endpoint" | "state">,
  period: Period,
) {
  const [timelineOf, started] = await Promise.all([
    loadTimelines(db, period, endpoint.number),
    db
      .select({ at: incidentsTable.startedAt })
      .from(incidentsTable)
      .where(
        and(
          eq(incidentsTable.endpoint, endpoint.number),
          gte(incidentsTable.startedAt, period.from),
        ),
      ),
  ]);
  const timeline = timelineOf({ endpoint, status: state });
  return (range: Period) => ({
    ...durationsOf(clipTimeline(timeline, range)),
    degraded: countIntervals(clipTimeline(timeline, range), "DEGRADED"),
    incidents: started.filter(({ at }) => at >= range.from && at < range.to).length,
  });
}

/** An endpoint's checks by hours, from the hour of `from` to this one; hours without checks are left out. */
export async function loadHourlyHistory(
  db: Database,
  { endpoint }: Pick<EndpointRecord, "endpoint">,
  { from, now }: { from: Instant; now: Instant },
): Promise<HistoryPeriod[]> {
  const first = Math.floor(from / HOUR_MS);
  const [rows, [state]] = await Promise.all([
    db
      .select()
      .from(hourlyRollupsTable)
      .where(
        and(eq(hourlyRollupsTable.endpoint, endpoint.number), gte(hourlyRollupsTable.hour, first)),
      )
      .orderBy(asc(hourlyRollupsTable.hour)),
    db.select().from(rollupCursorTable),
  ]);
  const open = Math.max(first, (state?.throughHour ?? 0) + 1) * HOUR_MS;
  const hourly = await unpackRollups(db, "hourly_rollups", rows);
  const own = await readChecks(db, { from: open, to: now + 1 }, new Set([endpoint.number]));
  const checks = own.get(endpoint.number) ?? [];
  const recent = Map.groupBy(checks, ({ at }) => Math.floor(at / HOUR_MS));
  return [
    ...hourly.map(({ row, rollup }) => ({
      at: row.hour * HOUR_MS,
      rollup,
      incidents: row.incidents,
    })),
    ...[...recent].map(([hour, checks]) => ({
      at: hour * HOUR_MS,
      rollup: rollUp(checks, { intervals: [], gaps: [], maintenances: [] }),
      incidents: 0,
    })),
  ];
}
