import fc from "fast-check";
import { expect, it } from "vitest";
import type { Status } from "./status";
import { statusIntervals, uptimeOf, type StatusInterval } from "./uptime";

const HOUR = 3_600_000;
const DAY = { from: 0, to: 24 * HOUR };
const move = (from: Status, to: Status, hour: number) => ({ from, to, since: hour * HOUR });

it("[UP1] only covered time counts", () => {
  const changes = [move("UNKNOWN", "UP", 12), move("UP", "DOWN", 18), move("DOWN", "UP", 21)];
  const parts = statusIntervals(changes, { status: "UP", since: 21 * HOUR }, DAY);
  expect(uptimeOf(parts, [])).toEqual({
    uptime: 0.75,
    coveredMs: 12 * HOUR,
    downtimeMs: 3 * HOUR,
  });
  const gap = { from: 17 * HOUR, to: 19 * HOUR };
  expect(uptimeOf(parts, [gap])).toEqual({
    uptime: 0.8,
    coveredMs: 10 * HOUR,
    downtimeMs: 2 * HOUR,
  });
});

it("[UP1] nothing covered is no number", () => {
  const parts = statusIntervals([], { status: "UNKNOWN", since: 0 }, DAY);
  expect(uptimeOf(parts, []).uptime).toBeNull();
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
  const clip = (part: StatusInterval, from: number, to: number): StatusInterval => ({
    ...part,
    from: Math.min(Math.max(part.from, from), to),
    to: Math.max(Math.min(part.to, to), from),
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(instant, status), { maxLength: 20 }),
      fc.array(period, { maxLength: 1 }),
      instant,
      (changes, gaps, middle) => {
        const ordered = changes.sort(([a], [b]) => a - b);
        const parts: StatusInterval[] = ordered.map(([from, is], index) => ({
          from,
          to: ordered[index + 1]?.[0] ?? 1000,
          status: is,
        }));
        const whole = uptimeOf(parts, gaps);
        const left = uptimeOf(
          parts.map((part) => clip(part, 0, middle)),
          gaps,
        );
        const right = uptimeOf(
          parts.map((part) => clip(part, middle, 1000)),
          gaps,
        );
        expect(left.downtimeMs + right.downtimeMs).toBe(whole.downtimeMs);
        expect(left.coveredMs + right.coveredMs).toBe(whole.coveredMs);
      },
    ),
  );
});
