import { expect, it } from "vitest";
import { lastHourOf, SLOT_MS } from "$domain/history/last-hour";
import { sparklineOf } from "./sparkline";

const NOW = 1_000 * 3_600_000;
const look = (slotsAgo: number, responseTime: number, status: "UP" | "DOWN" = "UP") => ({
  at: NOW - slotsAgo * SLOT_MS,
  status,
  responseTime,
});
const pieces = (path: string) => path.split("M").length - 1;

it("[UI31] a failure is a foot and breaks the line, as does time in which nobody looked", () => {
  const looks = [look(9, 100), look(8, 50), look(7, 1, "DOWN"), look(6, 100), look(1, 100)];
  const drawn = sparklineOf(lastHourOf(looks, NOW), 60, NOW);
  expect(pieces(drawn.down)).toBe(1);
  expect(pieces(drawn.line)).toBe(3);
  expect(pieces(sparklineOf(lastHourOf(looks, NOW), 900, NOW).line)).toBe(2);
});

it("[UI31] moves on while the page is open, and of nothing draws nothing", () => {
  const hour = lastHourOf([look(0, 100)], NOW);
  const x = (later: number) => sparklineOf(hour, 60, NOW + later).line.match(/^M(\d+)/)?.[1];
  expect(Number(x(0)) - Number(x(SLOT_MS))).toBe(4);
  expect(sparklineOf(hour, 60, NOW + 3_600_000)).toEqual({ line: "", down: "" });
});
