import type { CheckView } from "$protocol/api";

/** The plane that a curve is drawn on; the page stretches it. */
export const PLANE = { width: 1000, height: 200 } as const;

export type Point = { x: number; y: number; check: CheckView };

export type Curve = {
  /** One path for each stretch without a failure or a pause of the monitoring. */
  paths: string[];
  /** Answered checks, oldest first. */
  points: Point[];
  /** Checks that failed, oldest first, and the stretches they make. */
  failures: Point[];
  outages: { x: number; width: number }[];
  /** The response time at the upper edge, in ms. */
  top: number;
  /** The height of a response time. */
  y(ms: number): number;
};

/** Below this the upper edge says nothing, and its halves are no round numbers. */
const MIN_SCALE_MS = 10;

/** A check may come a minute late; when the second one is missing too, nobody was looking. */
const LATE_MS = 60_000;

/** The curve of the response times of checks, given newest first. */
export function curveOf(checks: readonly CheckView[], intervalSeconds: number): Curve {
  const ordered = checks.toReversed();
  const times = ordered.map(({ at }) => Date.parse(at));
  const from = times[0] ?? 0;
  const span = Math.max(1, (times.at(-1) ?? 0) - from);
  const responseTimes = ordered.map(responseTimeOf).filter((ms) => ms !== null);
  const top = niceCeiling(Math.max(MIN_SCALE_MS, ...responseTimes));
  const x = (at: string) => ((Date.parse(at) - from) / span) * PLANE.width;
  const y = (ms: number) => PLANE.height - (Math.min(ms, top) / top) * PLANE.height;

  const segments: Point[][] = [];
  const failures: Point[] = [];
  const outages: Curve["outages"] = [];
  let open: Point[] | null = null;
  for (const check of ordered) {
    const ms = responseTimeOf(check);
    if (ms === null) {
      const failedX = x(check.at);
      const before = failures.at(-1);
      const continues = before && !open && !isMonitoringGap(before.check, check, intervalSeconds);
      const last = outages.at(-1);
      if (continues && last) last.width = failedX - last.x;
      else outages.push({ x: failedX, width: 0 });
      failures.push({ x: failedX, y: PLANE.height, check });
      open = null;
      continue;
    }
    const before = open?.at(-1);
    if (!before || isMonitoringGap(before.check, check, intervalSeconds))
      segments.push((open = []));
    open?.push({ x: x(check.at), y: y(ms), check });
  }
  return { paths: segments.map(pathOf), points: segments.flat(), failures, outages, top, y };
}

/** How long a failing check waited is no response time. */
const responseTimeOf = ({ status, responseTime }: CheckView): number | null =>
  status === "DOWN" ? null : responseTime;

const isMonitoringGap = (before: CheckView, after: CheckView, intervalSeconds: number): boolean =>
  Date.parse(after.at) - Date.parse(before.at) > 2 * intervalSeconds * 1_000 + LATE_MS;

/** A single point becomes a dot: a line of no length with round ends. */
const pathOf = (points: readonly Point[]): string =>
  points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join("") + (points.length === 1 ? "h0" : "");

/** The next of 1, 2, 5 times a power of ten. */
export function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
