import { expect, it } from "vitest";
import { figureOf, yearOf } from "./figure";

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
  expect(figureOf([day(100, 0), day(50, 15)])).toEqual({ uptime: 0.9, covered: 0.75 });
  expect(figureOf([day(0, 0)])).toEqual({ uptime: null, covered: 0 });
  expect(figureOf([])).toEqual({ uptime: null, covered: 0 });
});

it("[UI26] the newest days of a year are those that were read last", () => {
  const year = [day(1, 0), day(2, 0), day(3, 0)];
  expect(yearOf(year, [day(9, 0)]).map(({ coveredMs }) => coveredMs)).toEqual([1, 2, 9]);
  expect(yearOf([], [day(9, 0)])).toHaveLength(1);
});
