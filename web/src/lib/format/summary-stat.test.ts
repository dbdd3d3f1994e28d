import { expect, it } from "vitest";
import { periodStat, yearWithNewestDays } from "./summary-stat";

const day = (coveredMs: number, downtimeMs: number) => ({
  day: "2026-11-23",
  uptime: null,
  covered: coveredMs / 100,
  coveredMs,
  downtimeMs,
  maintenanceMs: 0,
  incidents: 0,
  worst: "UP" as const,
});

it("[UI26] days as one are their covered time and downtime together", () => {
  expect(periodStat([day(100, 0), day(50, 15)])).toEqual({ uptime: 0.9, covered: 0.75 });
  expect(periodStat([day(0, 0)])).toEqual({ uptime: null, covered: 0 });
  expect(periodStat([])).toEqual({ uptime: null, covered: 0 });
});

it("[UI26] the newest days of a year are those that were read last", () => {
  const year = [day(1, 0), day(2, 0), day(3, 0)];
  expect(yearWithNewestDays(year, [day(9, 0)]).map(({ coveredMs }) => coveredMs)).toEqual([
    1, 2, 9,
  ]);
  expect(yearWithNewestDays([], [day(9, 0)])).toHaveLength(1);
});
