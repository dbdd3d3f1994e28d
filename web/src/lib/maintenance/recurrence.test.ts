import { describe, expect, it } from "vitest";
import { ONCE, patternOf, recurrenceOf, type Recurrence } from "./recurrence";

// A Tuesday.
const START = "2026-11-24T14:05";

describe("recurrence", () => {
  it("[UI23] what is chosen is a pattern at the time of the first, and reads back", () => {
    const cases: [Recurrence, string | null][] = [
      [ONCE, null],
      [{ repeat: "daily", days: [], pattern: "" }, "5 14 * * *"],
      [{ repeat: "weekly", days: [1, 3], pattern: "" }, "5 14 * * 1,3"],
      [{ repeat: "monthly", days: [], pattern: "" }, "5 14 24 * *"],
      [{ repeat: "own", days: [], pattern: "0 3 * * 6#1" }, "0 3 * * 6#1"],
    ];
    for (const [recurrence, pattern] of cases) {
      expect(patternOf(recurrence, START)).toBe(pattern);
      expect(recurrenceOf(pattern, START)).toEqual(recurrence);
    }
  });

  it("[UI23] weekly without a day is the day of the first", () => {
    expect(patternOf({ repeat: "weekly", days: [], pattern: "" }, START)).toBe("5 14 * * 2");
  });

  it("[UI23] a pattern at another time than the first is one of its own", () => {
    expect(recurrenceOf("0 3 * * *", START)).toMatchObject({ repeat: "own" });
  });
});
