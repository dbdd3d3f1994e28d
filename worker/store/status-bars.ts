import { asc, between, gte } from "drizzle-orm";
import { barOf, mergeBars, type Bar } from "../domain/history/bars";
import { dayAfter, dayOf, dayPeriod, daysBetween, type Day } from "../domain/time-zone";
import type { Instant } from "../domain/instant";
import {
  countIntervals,
  EMPTY_ROLLUP,
  durationsOf,
  clipTimeline,
  type Timeline,
} from "../domain/history/rollup";
import type { Period } from "../domain/status/uptime";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { unpackBarRows } from "./packed-rows";
import { selectRows } from "./endpoint-rows";
import { statusBarsTable } from "./schema/monitoring";
import { loadTimelines } from "./timelines";

/**
 * A bar of each endpoint and day, from `first` to `last`, or today, by the endpoint's number: of closed
 * days from one row for all endpoints, of open ones from what changed in them. Days without a bar are
 * unknown.
 */
export async function loadDailyBars(
  db: Database,
  records: readonly EndpointRecord[],
  { first, last, now, timeZone }: { first: Day; last?: Day; now: Instant; timeZone: string },
): Promise<Map<number, Map<Day, Bar>>> {
  const today = dayOf(now, timeZone);
  const end = last !== undefined && last < today ? last : today;
  const rows = await db
    .select()
    .from(statusBarsTable)
    .where(between(statusBarsTable.day, first, end))
    .orderBy(asc(statusBarsTable.day));
  const result = new Map(
    records.map(({ endpoint }) => [endpoint.number, new Map<Day, Bar>()] as const),
  );
  const wanted = new Set(result.keys());
  for (const { day, bars: known } of await unpackBarRows(db, rows, wanted)) {
    for (const bar of known) result.get(bar.number)!.set(day, bar);
  }
  const closed = rows.at(-1)?.day;
  const open = daysBetween(closed === undefined ? first : dayAfter(closed), end);
  if (open.length === 0) return result;
  const periods = open.map((day) => [day, dayPeriod(day, timeZone)] as const);
  const timelineOf = await loadTimelines(db, { from: periods[0]![1].from, to: now });
  for (const { endpoint, state } of records) {
    const timeline = timelineOf({ endpoint, status: state });
    for (const [day, period] of periods) {
      result.get(endpoint.number)!.set(day, openBar(endpoint.number, timeline, period));
    }
  }
  return result;
}

/** Each day from `first` to today as one bar of all that was watched in it, the oldest first. */
export async function loadMergedDailyBars(
  db: Database,
  { first, now, timeZone }: { first: Day; now: Instant; timeZone: string },
): Promise<Map<Day, Bar>> {
  const rows = await db
    .select()
    .from(statusBarsTable)
    .where(gte(statusBarsTable.day, first))
    .orderBy(asc(statusBarsTable.day));
  const known = await unpackBarRows(db, rows);
  const result = new Map(known.map((one) => [one.day, mergeBars(one.bars)]));
  const last = rows.at(-1)?.day;
  const open = daysBetween(last === undefined ? first : dayAfter(last), dayOf(now, timeZone));
  if (open.length === 0) return result;
  const [present, timelineOf] = await Promise.all([
    selectRows(db),
    loadTimelines(db, { from: dayPeriod(open[0]!, timeZone).from, to: now }),
  ]);
  const timelines = present.map(({ endpoint, state }) => ({
    number: endpoint.number,
    timeline: timelineOf({ endpoint, status: state }),
  }));
  for (const day of open) {
    const period = dayPeriod(day, timeZone);
    const all = timelines.map(({ number, timeline }) => openBar(number, timeline, period));
    result.set(day, mergeBars(all));
  }
  return result;
}

/** The bar of a day that is not over. An incident is a time down. */
function openBar(number: number, timeline: Timeline, period: Period): Bar {
  const clipped = clipTimeline(timeline, period);
  const rollup = {
    ...EMPTY_ROLLUP,
    ...durationsOf(clipped),
    degraded: countIntervals(clipped, "DEGRADED"),
  };
  return barOf(number, rollup, countIntervals(clipped, "DOWN"));
}
