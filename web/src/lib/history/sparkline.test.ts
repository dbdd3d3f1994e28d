import { expect, it } from "vitest";
import { lastHourOf, SLOT_MS } from "$domain/history/last-hour";
import { sparklineOf } from "./sparkline";

const NOW = 1_000 * 3_600_000;
const check = (slotsAgo: number, responseTime: number, status: "UP" | "DOWN" = "UP") => ({
  at: NOW - slotsAgo * SLOT_MS,
  status,
  responseTime,
});
const segmentCount = (path: string) => path.split("M").length - 1;

it("[UI31] a failure is a foot and breaks the line, as does time in which nobody looked", () => {
  const checks = [check(9, 100), check(8, 50), check(7, 1, "DOWN"), check(6, 100), check(1, 100)];
  const sparkline = sparklineOf(lastHourOf(checks, NOW), 60, NOW);
  expect(segmentCount(sparkline.down)).toBe(1);
  expect(segmentCount(sparkline.line)).toBe(3);
  expect(segmentCount(sparklineOf(lastHourOf(checks, NOW), 900, NOW).line)).toBe(2);
});

it("[UI31] moves on while the page is open, and of nothing draws nothing", () => {
  const hour = lastHourOf([check(0, 100)], NOW);
  const x = (delayMs: number) => sparklineOf(hour, 60, NOW + delayMs).line.match(/^M(\d+)/)?.[1];
  expect(Number(x(0)) - Number(x(SLOT_MS))).toBe(4);
  expect(sparklineOf(hour, 60, NOW + 3_600_000)).toEqual({ line: "", down: "" });
});
