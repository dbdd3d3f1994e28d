import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastHourStart, lastHourOf, advanceTo, SLOT_MS, recordCheck } from "./last-hour";

const HOUR = 3_600_000;
const NOW = 500_000 * HOUR;
const check = fc.record({
  at: fc.integer({ min: NOW - 2 * HOUR, max: NOW }),
  status: fc.constantFrom("UP" as const, "DEGRADED" as const, "DOWN" as const, "UNKNOWN" as const),
  responseTime: fc.option(fc.integer({ min: 0, max: 30_000 })),
});
const up = (at: number, responseTime: number) => ({ at, status: "UP" as const, responseTime });

describe("the last hour", () => {
  it("[LH1] tells of each three minutes the slowest answer, a failure before it, and nothing of nothing", () => {
    const from = lastHourStart(NOW);
    const { slots } = lastHourOf(
      [
        up(from - 1, 9_999),
        up(from, 10),
        up(from + SLOT_MS - 1, 30),
        up(from + SLOT_MS, 20),
        { at: from + SLOT_MS + 60_000, status: "DOWN", responseTime: 5_000 },
        { at: NOW, status: "UNKNOWN", responseTime: null },
      ],
      NOW,
    );
    expect(slots.length).toBe(20);
    expect(slots.slice(0, 3)).toEqual([30, "DOWN", null]);
    expect(slots.at(-1)).toBeNull();
  });

  it("[LH1] [LS4] is the same in whatever order looks come, and however often", () => {
    fc.assert(
      fc.property(fc.array(check, { maxLength: 60 }), (checks) => {
        const expected = lastHourOf(checks, NOW);
        expect(lastHourOf(checks.toReversed(), NOW)).toEqual(expected);
        expect(checks.reduce(recordCheck, expected)).toEqual(expected);
      }),
    );
  });

  it("[LH2] moves on with the time, and with looks that are newer", () => {
    fc.assert(
      fc.property(fc.array(check, { maxLength: 60 }), fc.nat(3 * HOUR), (checks, later) => {
        const moved = advanceTo(lastHourOf(checks, NOW), NOW + later);
        expect(moved).toEqual(lastHourOf(checks, NOW + later));
        expect(advanceTo(moved, NOW)).toEqual(moved);
      }),
    );
    const next = recordCheck(lastHourOf([up(NOW, 10)], NOW), up(NOW + SLOT_MS, 20));
    expect(next.slots.slice(-2)).toEqual([10, 20]);
  });
});
