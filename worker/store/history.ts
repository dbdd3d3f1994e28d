import { and, asc, eq, gte } from "drizzle-orm";
import { dayAfter, dayOf, dayPeriod, daysBetween, type Day } from "../domain/day";
import type { DayPart, HistoryPart } from "../domain/history";
import type { Instant } from "../domain/instant";
import { countOf, joined, rollUp, timesOf, within } from "../domain/rollup";
import { HOUR_MS } from "../domain/schedule";
import type { Period } from "../domain/uptime";
import type { DaysQuery } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { incidents } from "./incident-schema";
import { checksIn, rollupsOf } from "./packed";
import { days, hours, rollups } from "./schema";
import { timelinesOf } from "./timelines";

/**
 * An endpoint's days from `first` to today, one part each: those that are rolled up from their rows,
 * the others from what changed in them and from their hours.
 */
export async function dailyHistory(
  db: Database,
  asked: DaysQuery & { timeZone: string },
): Promise<DayPart[]> {
  const { record, first, now, timeZone } = asked;
  const today = dayOf(now, timeZone);
  const rows = await db
    .select()
    .from(days)
    .where(and(eq(days.endpoint, record.endpoint.number), gte(days.day, first)))
    .orderBy(asc(days.day));
  const daily = await rollupsOf(db, "days", rows);
  const stored = new Map(daily.map((one) => [one.row.day, one]));
  const last = rows.at(-1)?.day;
  const open = last === undefined ? first : dayAfter(last);
  const openDays = daysBetween(open, today);
  const parts = new Map(
    openDays.length === 0
      ? []
      : (await openParts(db, openDays, asked)).map((part) => [part.day, part]),
  );
  return daysBetween(first, today).map((day) => {
    const known = stored.get(day);
    const { from: at } = dayPeriod(day, timeZone);
    if (known) return { day, at, rollup: known.rollup, incidents: known.row.incidents };
    return parts.get(day) ?? { day, at, rollup: joined([]), incidents: 0 };
  });
}

/** Days that are not rolled up: what is known of their time is exact to this moment. */
async function openParts(
  db: Database,
  openDays: readonly Day[],
  { record, now, timeZone, of }: DaysQuery & { timeZone: string },
): Promise<DayPart[]> {
  const from = dayPeriod(openDays[0]!, timeZone).from;
  const [timesWithin, hourly] = await Promise.all([
    exactTimes(db, record, { from, to: now }),
    of === "checks" ? hourlyHistory(db, record, { from, now }) : [],
  ]);
  return openDays.map((day) => {
    const period = dayPeriod(day, timeZone);
    const checked = hourly.filter(({ at }) => at >= period.from && at < period.to);
    const { incidents, degraded, ...times } = timesWithin(period);
    const known = joined(checked.map((part) => part.rollup));
    const rollup = { ...known, ...times, degraded: Math.max(known.degraded, degraded) };
    return { day, at: period.from, rollup, incidents };
  });
}

/** Covered time, downtime, incidents and times degraded of any part of a period, from what changed in it. */
export async function exactTimes(
  db: Database,
  { endpoint, state }: Pick<EndpointRecord, "endpoint" | "state">,
  period: Period,
) {
  const [timelineOf, started] = await Promise.all([
    timelinesOf(db, period, endpoint.number),
    db
      .select({ at: incidents.startedAt })
      .from(incidents)
      .where(and(eq(incidents.endpoint, endpoint.number), gte(incidents.startedAt, period.from))),
  ]);
  const timeline = timelineOf({ endpoint, status: state });
  return (part: Period) => ({
    ...timesOf(within(timeline, part)),
    degraded: countOf(within(timeline, part), "DEGRADED"),
    incidents: started.filter(({ at }) => at >= part.from && at < part.to).length,
  });
}

/** An endpoint's checks by hours, from the hour of `from` to this one; hours without checks are left out. */
export async function hourlyHistory(
  db: Database,
  { endpoint }: Pick<EndpointRecord, "endpoint">,
  { from, now }: { from: Instant; now: Instant },
): Promise<HistoryPart[]> {
  const first = Math.floor(from / HOUR_MS);
  const [rows, [state]] = await Promise.all([
    db
      .select()
      .from(hours)
      .where(and(eq(hours.endpoint, endpoint.number), gte(hours.hour, first)))
      .orderBy(asc(hours.hour)),
    db.select().from(rollups),
  ]);
  const open = Math.max(first, (state?.throughHour ?? 0) + 1) * HOUR_MS;
  const hourly = await rollupsOf(db, "hours", rows);
  const own = await checksIn(db, { from: open, to: now + 1 }, new Set([endpoint.number]));
  const seen = own.get(endpoint.number) ?? [];
  const recent = Map.groupBy(seen, ({ at }) => Math.floor(at / HOUR_MS));
  return [
    ...hourly.map(({ row, rollup }) => ({
      at: row.hour * HOUR_MS,
      rollup,
      incidents: row.incidents,
    })),
    ...[...recent].map(([hour, checks]) => ({
      at: hour * HOUR_MS,
      rollup: rollUp(checks, { stretches: [], gaps: [], maintenances: [] }),
      incidents: 0,
    })),
  ];
}
