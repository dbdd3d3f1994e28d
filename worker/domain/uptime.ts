import type { Instant } from "./instant";
import type { Status } from "./status";

export type Period = { from: Instant; to: Instant };

/** One stretch of time with one status. Stretches of an endpoint follow on one another. */
export type Stretch = Period & { status: Status };

export type Uptime = {
  /** 0..1 of covered time; null when nothing was covered. */
  uptime: number | null;
  coveredMs: number;
  downtimeMs: number;
};

/** The stretches of a period, from the transitions in it and the status at its end. */
export function stretches(
  transitions: readonly { from: Status; to: Status; since: Instant }[],
  current: { status: Status; since: Instant },
  period: Period,
): Stretch[] {
  const inside = transitions.filter(({ since }) => since > period.from && since < period.to);
  const first = inside[0];
  if (!first) {
    const from = Math.max(period.from, Math.min(current.since, period.to));
    return [{ from, to: period.to, status: current.status }];
  }
  const result: Stretch[] = [{ from: period.from, to: first.since, status: first.from }];
  inside.forEach((transition, index) => {
    const to = inside[index + 1]?.since ?? period.to;
    result.push({
      from: transition.since,
      to: Math.max(to, transition.since),
      status: transition.to,
    });
  });
  return result;
}

/** Uptime from covered time only: UNKNOWN and gaps in the monitoring are neither up nor down. */
export function uptimeOf(parts: readonly Stretch[], gaps: readonly Period[]): Uptime {
  let coveredMs = 0;
  let downtimeMs = 0;
  for (const part of parts) {
    if (part.status === "UNKNOWN") continue;
    const observedMs = part.to - part.from - overlapMs(part, gaps);
    coveredMs += observedMs;
    if (part.status === "DOWN") downtimeMs += observedMs;
  }
  return { uptime: coveredMs > 0 ? 1 - downtimeMs / coveredMs : null, coveredMs, downtimeMs };
}

function overlapMs(part: Period, gaps: readonly Period[]): number {
  return gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(part.to, gap.to) - Math.max(part.from, gap.from)),
    0,
  );
}
