import type { CheckStatus } from "../checks/check";
import { EMPTY_HISTOGRAM, histogramOf, mergeHistograms, type Histogram } from "./histogram";
import type { Status } from "../status/status";
import {
  overlapMs,
  mergeIntervals,
  uptimeOf,
  type Period,
  type StatusInterval,
} from "../status/uptime";

/** What a stretch of time amounts to: an hour, a day, or any number of them together. */
export type Rollup = {
  /** Checks made from here, by what they saw. */
  up: number;
  degraded: number;
  down: number;
  unknown: number;
  /** Time of which something is known, and the part of it that was down. */
  coveredMs: number;
  downtimeMs: number;
  /** Announced work: neither covered nor down. */
  maintenanceMs: number;
  /** Of the checks that were answered well enough: their sum and bounds, in ms. */
  totalMs: number;
  minMs: number | null;
  maxMs: number | null;
  latency: Histogram;
};

export const EMPTY_ROLLUP: Rollup = {
  up: 0,
  degraded: 0,
  down: 0,
  unknown: 0,
  coveredMs: 0,
  downtimeMs: 0,
  maintenanceMs: 0,
  totalMs: 0,
  minMs: null,
  maxMs: null,
  latency: EMPTY_HISTOGRAM,
};

/** What is known of a period besides its checks. */
export type Timeline = {
  /** The statuses one after another. */
  intervals: readonly StatusInterval[];
  /** Time in which nobody looked. */
  gaps: readonly Period[];
  maintenances: readonly Period[];
};

export type TimedCheck = { status: CheckStatus; responseTime: number | null };

/** Uptime comes from the statuses, not from counting checks: a check more or less changes nothing. */
export function rollUp(checks: readonly TimedCheck[], timeline: Timeline): Rollup {
  const times = checks.flatMap(({ status, responseTime }) =>
    status === "DOWN" || responseTime === null ? [] : responseTime,
  );
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return {
    up: count("UP"),
    degraded: count("DEGRADED"),
    down: count("DOWN"),
    unknown: count("UNKNOWN"),
    ...durationsOf(timeline),
    totalMs: times.reduce((sum, ms) => sum + ms, 0),
    minMs: times.length > 0 ? Math.min(...times) : null,
    maxMs: times.length > 0 ? Math.max(...times) : null,
    latency: histogramOf(times),
  };
}

/** Several as one. The grouping changes nothing. */
export function mergeRollups(rollups: readonly Rollup[]): Rollup {
  const sum = (key: "up" | "degraded" | "down" | "unknown" | Duration | "totalMs") =>
    rollups.reduce((total, rollup) => total + rollup[key], 0);
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const minima = known(rollups.map(({ minMs }) => minMs));
  const maxima = known(rollups.map(({ maxMs }) => maxMs));
  return {
    up: sum("up"),
    degraded: sum("degraded"),
    down: sum("down"),
    unknown: sum("unknown"),
    coveredMs: sum("coveredMs"),
    downtimeMs: sum("downtimeMs"),
    maintenanceMs: sum("maintenanceMs"),
    totalMs: sum("totalMs"),
    minMs: minima.length > 0 ? Math.min(...minima) : null,
    maxMs: maxima.length > 0 ? Math.max(...maxima) : null,
    latency: mergeHistograms(rollups.map(({ latency }) => latency)),
  };
}

type Duration = "coveredMs" | "downtimeMs" | "maintenanceMs";

/** The part of a timeline that lies in a period. */
export const clipTimeline = (timeline: Timeline, period: Period): Timeline => ({
  intervals: clipPeriods(timeline.intervals, period),
  gaps: clipPeriods(timeline.gaps, period),
  maintenances: clipPeriods(timeline.maintenances, period),
});

const clipPeriods = <Span extends Period>(periods: readonly Span[], { from, to }: Period): Span[] =>
  periods
    .map((period) => ({
      ...period,
      from: Math.max(period.from, from),
      to: Math.min(period.to, to),
    }))
    .filter((period) => period.from < period.to);

/** How often it had a status. */
export const countIntervals = ({ intervals }: Timeline, status: Status): number =>
  intervals.filter((one) => one.status === status).length;

/** What a timeline says of time, whatever was checked in it. */
export function durationsOf({ intervals, gaps, maintenances }: Timeline): Pick<Rollup, Duration> {
  const merged = mergeIntervals(maintenances);
  const { coveredMs, downtimeMs } = uptimeOf(intervals, [...gaps, ...maintenances]);
  const maintenanceMs = intervals.reduce((sum, interval) => sum + overlapMs(interval, merged), 0);
  return { coveredMs, downtimeMs, maintenanceMs };
}
