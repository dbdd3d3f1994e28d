import type { CheckStatus } from "./check";
import { EMPTY, histogramOf, merged, type Histogram } from "./histogram";
import type { Status } from "./status";
import { overlapMs, unionOf, uptimeOf, type Period, type Stretch } from "./uptime";

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

export const NOTHING: Rollup = {
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
  latency: EMPTY,
};

/** What is known of a period besides its checks. */
export type Timeline = {
  /** The statuses one after another. */
  stretches: readonly Stretch[];
  /** Time in which nobody looked. */
  gaps: readonly Period[];
  maintenances: readonly Period[];
};

export type SeenCheck = { status: CheckStatus; responseTime: number | null };

/** Uptime comes from the statuses, not from counting checks: a check more or less changes nothing. */
export function rollUp(checks: readonly SeenCheck[], timeline: Timeline): Rollup {
  const times = checks.flatMap(({ status, responseTime }) =>
    status === "DOWN" || responseTime === null ? [] : responseTime,
  );
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return {
    up: count("UP"),
    degraded: count("DEGRADED"),
    down: count("DOWN"),
    unknown: count("UNKNOWN"),
    ...timesOf(timeline),
    totalMs: times.reduce((sum, ms) => sum + ms, 0),
    minMs: times.length > 0 ? Math.min(...times) : null,
    maxMs: times.length > 0 ? Math.max(...times) : null,
    latency: histogramOf(times),
  };
}

/** Several as one. The grouping changes nothing. */
export function joined(rollups: readonly Rollup[]): Rollup {
  const sum = (key: "up" | "degraded" | "down" | "unknown" | Times | "totalMs") =>
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
    latency: merged(rollups.map(({ latency }) => latency)),
  };
}

type Times = "coveredMs" | "downtimeMs" | "maintenanceMs";

/** The part of a timeline that lies in a period. */
export const within = (timeline: Timeline, period: Period): Timeline => ({
  stretches: clipped(timeline.stretches, period),
  gaps: clipped(timeline.gaps, period),
  maintenances: clipped(timeline.maintenances, period),
});

const clipped = <Part extends Period>(parts: readonly Part[], { from, to }: Period): Part[] =>
  parts
    .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
    .filter((part) => part.from < part.to);

/** How often it had a status. */
export const countOf = ({ stretches }: Timeline, status: Status): number =>
  stretches.filter((one) => one.status === status).length;

/** What a timeline says of time, whatever was checked in it. */
export function timesOf({ stretches, gaps, maintenances }: Timeline): Pick<Rollup, Times> {
  const work = unionOf(maintenances);
  const { coveredMs, downtimeMs } = uptimeOf(stretches, [...gaps, ...maintenances]);
  const maintenanceMs = stretches.reduce((sum, part) => sum + overlapMs(part, work), 0);
  return { coveredMs, downtimeMs, maintenanceMs };
}
