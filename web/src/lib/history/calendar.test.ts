import { describe, expect, it } from "vitest";
import { missingThirds, monthsOf, fromFirstKnownMonth } from "./calendar";
import type { DaySummary, DayCode } from "./days";

const days = (first: string, codes: string): DaySummary[] =>
  Array.from(codes, (code, index) => ({
    day: new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
    code: code as DayCode,
    uptime: null,
    downtimeMs: 0,
    incidents: 0,
  }));

describe("calendar of days", () => {
  it("[UI29] each day stands in its month, below its day of the week", () => {
    // The first of November 2026 is a Sunday.
    const months = monthsOf(days("2026-10-31", "UDU"), 1);
    expect(months.map(({ month }) => month)).toEqual(["2026-10", "2026-11"]);
    expect(months[0]!.cells.indexOf(0) % 7).toBe(5);
    expect(months[1]!.cells.indexOf(1)).toBe(6);
    expect(months[1]!.cells.indexOf(2) % 7).toBe(0);
    expect(monthsOf(days("2026-11-01", "U"), 0)[0]!.cells[0]).toBe(0);
    expect(months.every(({ cells }) => cells.length % 7 === 0)).toBe(true);
  });

  it("[UI29] begins with the first month of which anything is known", () => {
    const all = days("2026-10-30", "NNNNU");
    expect(fromFirstKnownMonth(all)[0]!.day).toBe("2026-11-01");
    expect(fromFirstKnownMonth(days("2026-10-30", "NNN"))).toHaveLength(3);
  });

  it("[UI29] what is missing is seen, however little it is", () => {
    expect([0.9999, 0.99, 0.9, 0.2, null].map(missingThirds)).toEqual([0, 1, 2, 3, 3]);
  });
});
