import fc from "fast-check";
import { expect, it } from "vitest";
import type { Status } from "./status";
import { statusIntervals, uptimeOf, type StatusInterval } from "./uptime";

const HOUR = 3_600_000;
const DAY = { from: 0, to: 24 * HOUR };
const move = (from: Status, to: Status, hour: number) => ({ from, to, since: hour * HOUR });

it("[UP1] only covered time counts", () => {
  const changes = [move("UNKNOWN", "UP", 12), move("UP", "DOWN", 18), move("DOWN", "UP", 21)];
  const intervals = statusIntervals(changes, { status: "UP", since: 21 * HOUR }, DAY);
  expect(uptimeOf(intervals, [])).toEqual({
    uptime: 0.75,
    coveredMs: 12 * HOUR,
    downtimeMs: 3 * HOUR,
  });
  const gap = { from: 17 * HOUR, to: 19 * HOUR };
  expect(uptimeOf(intervals, [gap])).toEqual({
    uptime: 0.8,
    coveredMs: 10 * HOUR,
    downtimeMs: 2 * HOUR,
  });
});

it("[UP1] nothing covered is no number", () => {
  const intervals = statusIntervals([], { status: "UNKNOWN", since: 0 }, DAY);
  expect(uptimeOf(intervals, []).uptime).toBeNull();
});

it("[UP1] a quiet day is known from the present alone", () => {
  expect(uptimeOf(statusIntervals([], { status: "UP", since: -HOUR }, DAY), []).coveredMs).toBe(
    24 * HOUR,
  );
  expect(uptimeOf(statusIntervals([], { status: "UP", since: 20 * HOUR }, DAY), []).coveredMs).toBe(
    4 * HOUR,
  );
  expect(uptimeOf(statusIntervals([], { status: "DOWN", since: -HOUR }, DAY), []).uptime).toBe(0);
});

it("[UP2] splitting a period never changes its downtime", () => {
  const status = fc.constantFrom<Status>("UP", "DEGRADED", "DOWN", "UNKNOWN");
  const instant = fc.integer({ min: 0, max: 1000 });
  const period = fc
    .tuple(instant, instant)
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
  const clip = (interval: StatusInterval, from: number, to: number): StatusInterval => ({
    ...interval,
    from: Math.min(Math.max(interval.from, from), to),
    to: Math.max(Math.min(interval.to, to), from),
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(instant, status), { maxLength: 20 }),
      fc.array(period, { maxLength: 1 }),
      instant,
      (changes, gaps, middle) => {
        const ordered = changes.sort(([a], [b]) => a - b);
        const intervals: StatusInterval[] = ordered.map(([from, is], index) => ({
          from,
          to: ordered[index + 1]?.[0] ?? 1000,
          status: is,
        }));
        const total = uptimeOf(intervals, gaps);
        const left = uptimeOf(
          intervals.map((interval) => clip(interval, 0, middle)),
          gaps,
        );
        const right = uptimeOf(
          intervals.map((interval) => clip(interval, middle, 1000)),
          gaps,
        );
        expect(left.downtimeMs + right.downtimeMs).toBe(total.downtimeMs);
        expect(left.coveredMs + right.coveredMs).toBe(total.coveredMs);
      },
    ),
  );
});
