import type { Instant } from "../instant";
import type { Status } from "./status";

export type Period = { from: Instant; to: Instant };

/** One stretch of time with one status. Stretches of an endpoint follow on one another. */
export type StatusInterval = Period & { status: Status };

export type Uptime = {
  /** 0..1 of covered time; null when nothing was covered. */
  uptime: number | null;
  coveredMs: number;
  downtimeMs: number;
};

/**
 * The stretches of a period, from the transitions after its beginning, in order, and the present
 * status. Transitions after its end say what the status was at its end.
 */
export function statusIntervals(
  transitions: readonly { from: Status; to: Status; since: Instant }[],
  current: { status: Status; since: Instant },
  period: Period,
): StatusInterval[] {
  const relevant = transitions.filter(({ since }) => since > period.from);
  const inside = relevant.filter(({ since }) => since < period.to);
  const first = relevant[0];
  if (!first) {
    const from = Math.max(period.from, Math.min(current.since, period.to));
    return [{ from, to: period.to, status: current.status }];
  }
  const before = { from: period.from, to: Math.min(first.since, period.to), status: first.from };
  return [
    before,
    ...inside.map(({ since, to: status }, index) => ({
      from: since,
      to: Math.max(since, inside[index + 1]?.since ?? period.to),
      status,
    })),
  ];
}

/** Uptime from covered time only: UNKNOWN and what is excluded are neither up nor down. */
export function uptimeOf(
  intervals: readonly StatusInterval[],
  excluded: readonly Period[],
): Uptime {
  const left = mergeIntervals(excluded);
  let coveredMs = 0;
  let downtimeMs = 0;
  for (const interval of intervals) {
    if (interval.status === "UNKNOWN") continue;
    const observedMs = interval.to - interval.from - overlapMs(interval, left);
    coveredMs += observedMs;
    if (interval.status === "DOWN") downtimeMs += observedMs;
  }
  return { uptime: uptimeRatio({ coveredMs, downtimeMs }), coveredMs, downtimeMs };
}

/** 0..1 of what is covered; null when nothing is. It is 1 only where there was no downtime at all. */
export const uptimeRatio = ({
  coveredMs,
  downtimeMs,
}: {
  coveredMs: number;
  downtimeMs: number;
}): number | null => (coveredMs > 0 ? 1 - downtimeMs / coveredMs : null);

/** The same time, told without overlaps, in order. */
export function mergeIntervals(periods: readonly Period[]): Period[] {
  const union: Period[] = [];
  for (const { from, to } of periods.toSorted((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else if (to > from) union.push({ from, to });
  }
  return union;
}

/** How much of a stretch of time lies in others that do not overlap. */
export function overlapMs(interval: Period, others: readonly Period[]): number {
  return others.reduce(
    (sum, other) =>
      sum + Math.max(0, Math.min(interval.to, other.to) - Math.max(interval.from, other.from)),
    0,
  );
}
