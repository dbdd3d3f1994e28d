import fc from "fast-check";
import { expect, it } from "vitest";
import { dayAfter, dayOf, dayPeriod, daysBetween, isTimeZone } from "./time-zone";

const HOUR = 3_600_000;
const ZONES = [
  "UTC",
  "Asia/Seoul",
  "Europe/Berlin",
  "America/St_Johns",
  "Pacific/Kiritimati",
  "Asia/Kolkata",
];

it("[DY1] a day is from midnight to midnight of its zone, and days follow on one another", () => {
  const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2060, 0) });
  fc.assert(
    fc.property(instant, fc.constantFrom(...ZONES), (at, zone) => {
      const day = dayOf(at, zone);
      const { from, to } = dayPeriod(day, zone);
      expect(from <= at && at < to).toBe(true);
      expect([dayOf(from - 1, zone), dayOf(from, zone)]).toEqual([dayAfter(day, -1), day]);
      expect(dayPeriod(dayAfter(day), zone).from).toBe(to);
    }),
  );
});

it("[DY1] has 23 or 25 hours where the clocks change", () => {
  const hours = (day: string, zone: string) => {
    const { from, to } = dayPeriod(day, zone);
    return (to - from) / HOUR;
  };
  expect(hours("2026-03-29", "Europe/Berlin")).toBe(23);
  expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
  expect(hours("2026-10-25", "Asia/Seoul")).toBe(24);
});

it("[DY1] is counted over months and years", () => {
  expect(daysBetween("2023-12-30", "2024-01-02")).toEqual([
    "2023-12-30",
    "2023-12-31",
    "2024-01-01",
    "2024-01-02",
  ]);
  expect(daysBetween("2024-02-28", "2024-03-01").length).toBe(3);
});

it.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Mars/Olympus", false],
  ["", false],
])("[DY1] %j is a time zone: %s", (zone, is) => {
  expect(isTimeZone(zone)).toBe(is);
});
