import fc from "fast-check";
import { expect, it } from "vitest";
import { barOf, mergeBars, corruptBars, packBars, unpackBars, worstStatus, type Bar } from "./bars";
import { EMPTY_ROLLUP } from "./rollup";
import { STATUSES } from "../status/status";

const bar: fc.Arbitrary<Bar> = fc.record({
  number: fc.integer({ min: 0, max: 0xffffffff }),
  coveredSeconds: fc.integer({ min: 0, max: 90_000 }),
  downtimeSeconds: fc.integer({ min: 0, max: 90_000 }),
  worst: fc.constantFrom(...STATUSES),
  hadMaintenance: fc.boolean(),
  incidents: fc.integer({ min: 0, max: 255 }),
});

it("[BA1] a day's bars are unpacked as they were packed, in 12 bytes each", () => {
  fc.assert(
    fc.property(fc.array(bar), (bars) => {
      const bytes = packBars(bars);
      expect(unpackBars(bytes)).toEqual(bars);
      expect(corruptBars(bytes)).toBe(0);
      expect(bytes.byteLength).toBe(12 * bars.length);
    }),
  );
});

it("[BA1] damaged ones give what can be read, tell how many are lost, and are never fatal", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const cutOff = bytes.length % 12 === 0 ? 0 : 1;
      const whole = Math.floor(bytes.length / 12);
      expect(unpackBars(bytes).length + corruptBars(bytes)).toBe(whole + cutOff);
    }),
  );
});

it("[UP3] [BA1] a moment of downtime is never rounded away", () => {
  const day = { ...EMPTY_ROLLUP, coveredMs: 86_400_000, downtimeMs: 1 };
  expect(barOf(1, day, 999)).toMatchObject({ downtimeSeconds: 1, worst: "DOWN", incidents: 255 });
  const dead = barOf(1, { ...EMPTY_ROLLUP, coveredMs: 1_400, downtimeMs: 1_400 }, 1);
  expect(dead.coveredSeconds).toBe(dead.downtimeSeconds);
  expect(worstStatus({ ...EMPTY_ROLLUP, coveredMs: 1, degraded: 1 })).toBe("DEGRADED");
  expect(worstStatus({ ...EMPTY_ROLLUP, coveredMs: 1 })).toBe("UP");
  expect(worstStatus(EMPTY_ROLLUP)).toBe("UNKNOWN");
});

it("[BA3] a day of all is their times added, and the worst of them", () => {
  const one = barOf(1, { ...EMPTY_ROLLUP, coveredMs: 86_400_000 }, 0);
  const other = barOf(2, { ...EMPTY_ROLLUP, coveredMs: 40_000_000, downtimeMs: 60_000 }, 2);
  expect(mergeBars([one, other])).toMatchObject({
    coveredSeconds: 126_400,
    downtimeSeconds: 60,
    worst: "DOWN",
    incidents: 2,
  });
  expect(mergeBars([one]).worst).toBe("UP");
  expect(mergeBars([])).toMatchObject({ worst: "UNKNOWN", coveredSeconds: 0, incidents: 0 });
});
