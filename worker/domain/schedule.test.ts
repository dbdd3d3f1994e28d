import fc from "fast-check";
import { expect, it } from "vitest";
import {
  isDue,
  lastDueAt,
  MINUTE_MS,
  nextDueAt,
  nextTickAt,
  phaseSeconds,
  TICK_MS,
  tickAtOrBefore,
} from "./schedule";

const START = Date.UTC(2026, 10, 23, 8, 0, 0);
const tick = fc.integer({ min: 0, max: 100_000 }).map((n) => START + n * TICK_MS);
const interval = fc.oneof(
  fc.integer({ min: 10, max: 86_400 }),
  fc.integer({ min: 1, max: 1440 }).map((minutes) => minutes * 60),
);
const schedule = fc.tuple(interval, fc.string()).map(([intervalSeconds, id]) => ({
  intervalSeconds,
  phaseSeconds: phaseSeconds(id, intervalSeconds),
}));

it("[SC1] an endpoint is checked once per interval in any stretch of time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 600 }), tick, (intervalSeconds, from) => {
      const ticks = Array.from({ length: 720 }, (_, index) => from + index * TICK_MS);
      const due = ticks.filter((at) => isDue({ intervalSeconds, phaseSeconds: 0 }, at)).length;
      expect(Math.abs(due - (720 * 10) / intervalSeconds)).toBeLessThanOrEqual(1);
    }),
  );
});

it("[SC2] whole minutes get a stable phase in whole minutes, other intervals none", () => {
  fc.assert(
    fc.property(fc.string(), interval, (id, intervalSeconds) => {
      const phase = phaseSeconds(id, intervalSeconds);
      expect(phase).toBe(phaseSeconds(id, intervalSeconds));
      expect(phase % 60).toBe(0);
      expect(phase).toBeLessThan(Math.max(intervalSeconds, 1));
      if (intervalSeconds % 60 !== 0) expect(phase).toBe(0);
    }),
  );
  const phases = Array.from({ length: 300 }, (_, index) => phaseSeconds(`endpoint-${index}`, 300));
  for (const phase of [0, 60, 120, 180, 240]) {
    expect(phases.filter((one) => one === phase).length).toBeGreaterThan(30);
  }
});

it("[SC3] the next tick is the next minute, or sooner where an interval asks", () => {
  expect(nextTickAt([], START)).toBe(START + MINUTE_MS);
  expect(nextTickAt([], START + 1)).toBe(START + MINUTE_MS);
  expect(nextTickAt([10], START)).toBe(START + 10_000);
  expect(nextTickAt([45], START)).toBe(START + 50_000);
  expect(nextTickAt([45, 20], START + 5_000)).toBe(START + 20_000);
  expect(nextTickAt([90], START + 30_000)).toBe(START + MINUTE_MS);
});

it("[SC4] last and next due instants agree with what is due", () => {
  fc.assert(
    fc.property(schedule, tick, fc.integer({ min: 0, max: 9_999 }), (one, at, offset) => {
      const last = lastDueAt(one, at + offset);
      const next = nextDueAt(one, at + offset);
      expect(isDue(one, last)).toBe(true);
      expect(isDue(one, next)).toBe(true);
      expect(last).toBeLessThanOrEqual(at + offset);
      expect(next).toBeGreaterThan(at + offset);
      expect(next).toBe(tickAtOrBefore(next));
      expect(lastDueAt(one, next - 1)).toBe(last);
      expect(nextDueAt(one, last)).toBe(next);
    }),
  );
});
