import { Hono } from "hono";
import * as v from "valibot";
import { worstStatus } from "../domain/history/bars";
import { dayAfter, dayOf, dayPeriod, daysBetween } from "../domain/time-zone";
import { totalCount, quantile } from "../domain/history/histogram";
import type { HistoryDay, HistoryPeriod } from "../domain/history/periods";
import { toIso, type Instant } from "../domain/instant";
import { mergeRollups, EMPTY_ROLLUP, type Rollup } from "../domain/history/rollup";
import { HOUR_MS } from "../domain/schedule";
import { errorBudget, burnRate } from "../domain/status/slo";
import { uptimeRatio, type Period } from "../domain/status/uptime";
import type { ApiPorts } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import {
  PERIODS,
  type DayView,
  type LatencyPoint,
  type LatencyView,
  type PeriodName,
  type SloView,
  type UptimeView,
} from "../protocol/history";
import type { ApiEnv } from "./context";
import { loadEndpoint, HttpError } from "./errors";
import { decode, expectedText } from "./input";

const PERIOD_NAMES = Object.keys(PERIODS) as PeriodName[];
const query = v.object({
  period: v.optional(
    v.picklist(PERIOD_NAMES, expectedText(`one of ${PERIOD_NAMES.join(", ")}`)),
    "24h",
  ),
});

/** Periods of so few days are told by the hour. */
const MAX_HOURLY_DAYS = 7;

/** What is known of an endpoint's past, at a cost that does not grow with it. */
export const historyRoutes = new Hono<ApiEnv>()
  .get("/:id/uptime", async (c) => {
    const { period } = decode(query, c.req.query());
    const ports = c.var.ports;
    const record = await loadEndpoint(ports, c.req.param("id"));
    const now = ports.now();
    const days = await daysOf(ports, record, period, now);
    const total = mergeRollups(days.map(({ rollup }) => rollup));
    const lengthMs = days.reduce((sum, { period: { from, to } }) => sum + to - from, 0);
    const view: UptimeView = {
      period,
      uptime: uptimeRatio(total),
      covered: total.coveredMs / lengthMs,
      downtimeMs: total.downtimeMs,
      maintenanceMs: total.maintenanceMs,
      incidents: days.reduce((sum, { incidents }) => sum + incidents, 0),
      timeZone: ports.history.timeZone,
      days: days.map(dayView),
    };
    return c.json(view);
  })
  .get("/:id/slo", async (c) => {
    const ports = c.var.ports;
    const record = await loadEndpoint(ports, c.req.param("id"));
    const { sloTarget: target, sloWindowDays: windowDays } = record.endpoint;
    if (target === null) {
      throw new HttpError("not_found", "expected an endpoint with an sloTarget, saw one without");
    }
    const now = ports.now();
    const today = dayOf(now, ports.history.timeZone);
    const from = now - 6 * HOUR_MS;
    const [days, timesWithin] = await Promise.all([
      ports.history.days({
        record,
        first: dayAfter(today, 1 - windowDays),
        now,
        detail: "times",
      }),
      ports.history.exactDurations(record, { from, to: now }),
    ]);
    const total = mergeRollups(days.map(({ rollup }) => rollup));
    const rate = (hours: number) =>
      burnRate(target, timesWithin({ from: now - hours * HOUR_MS, to: now }));
    const view: SloView = {
      target,
      windowDays,
      uptime: uptimeRatio(total),
      ...errorBudget(target, windowDays * 24 * HOUR_MS, total),
      burnRate1h: rate(1),
      burnRate6h: rate(6),
    };
    return c.json(view);
  })
  .get("/:id/latency", async (c) => {
    const { period } = decode(query, c.req.query());
    const ports = c.var.ports;
    const record = await loadEndpoint(ports, c.req.param("id"));
    const now = ports.now();
    const { timeZone } = ports.history;
    const first = firstDay(period, now, timeZone);
    const buckets: HistoryPeriod[] =
      PERIODS[period] <= MAX_HOURLY_DAYS
        ? await ports.history.hours(record, startOf(period, now, timeZone), now)
        : await ports.history.days({ record, first, now, detail: "checks" });
    return c.json(latencyView(period, buckets));
  });

type ClippedDay = HistoryDay & { period: Period };

/** The days of a period, each clipped to it. */
async function daysOf(
  ports: ApiPorts,
  record: EndpointRecord,
  period: PeriodName,
  now: Instant,
): Promise<ClippedDay[]> {
  const { timeZone } = ports.history;
  const from = startOf(period, now, timeZone);
  const clip = (day: string): Period => {
    const fullDay = dayPeriod(day, timeZone);
    return { from: Math.max(fullDay.from, from), to: Math.min(fullDay.to, now) };
  };
  if (period !== "24h") {
    const first = firstDay(period, now, timeZone);
    const days = await ports.history.days({ record, first, now, detail: "times" });
    return days.map((day) => ({ ...day, period: clip(day.day) }));
  }
  const times = await ports.history.exactDurations(record, { from, to: now });
  return daysBetween(dayOf(from, timeZone), dayOf(now, timeZone)).map((day) => {
    const clipped = clip(day);
    const { incidents, ...known } = times(clipped);
    return {
      day,
      at: clipped.from,
      rollup: { ...EMPTY_ROLLUP, ...known },
      incidents,
      period: clipped,
    };
  });
}

const firstDay = (period: PeriodName, now: Instant, timeZone: string): string =>
  dayAfter(dayOf(now, timeZone), 1 - PERIODS[period]);

const startOf = (period: PeriodName, now: Instant, timeZone: string): Instant =>
  period === "24h" ? now - 24 * HOUR_MS : dayPeriod(firstDay(period, now, timeZone), timeZone).from;

function dayView({ day, rollup, incidents, period: { from, to } }: ClippedDay): DayView {
  return {
    day,
    uptime: uptimeRatio(rollup),
    covered: to > from ? Math.min(1, rollup.coveredMs / (to - from)) : 0,
    coveredMs: rollup.coveredMs,
    downtimeMs: rollup.downtimeMs,
    maintenanceMs: rollup.maintenanceMs,
    incidents,
    worst: worstStatus(rollup),
  };
}

function latencyView(period: PeriodName, buckets: readonly HistoryPeriod[]): LatencyView {
  const total = mergeRollups(buckets.map(({ rollup }) => rollup));
  const count = totalCount(total.latency);
  return {
    period,
    ...quantiles(total),
    average: count === 0 ? null : total.totalMs / count,
    min: total.minMs,
    max: total.maxMs,
    count,
    series: buckets.flatMap(({ at, rollup }): LatencyPoint[] => {
      const bucketCount = totalCount(rollup.latency);
      return bucketCount === 0 ? [] : [{ at: toIso(at), ...quantiles(rollup), count: bucketCount }];
    }),
  };
}

/** A bucket's middle may lie beyond what was seen; what was seen bounds it. */
function quantiles({ latency, minMs, maxMs }: Rollup) {
  const bounded = (share: number) => {
    const value = quantile(latency, share);
    return value === null
      ? null
      : hundredths(Math.min(maxMs ?? value, Math.max(minMs ?? value, value)));
  };
  return { p50: bounded(0.5), p95: bounded(0.95), p99: bounded(0.99) };
}

/** Rounded to whole milliseconds, what takes ten of them would be further off than promised. */
const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
