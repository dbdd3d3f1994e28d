import { describe, expect, it } from "vitest";
import { markWord, budgetWords, burnWords, targetWords, uncoveredWords } from "./history";
import { percent } from "./figure";

const MINUTE = 60_000;

describe("history in words", () => {
  it("[UI26] uptime is cut off, never rounded up to 100 %, and the share not covered is said", () => {
    expect(percent(0.9999999)).toBe("99.99 %");
    expect(percent(1)).toBe("100 %");
    expect(uncoveredWords({ covered: 0.9 })).toBe("10 % without data");
    expect(uncoveredWords({ covered: 0.9999 })).toBeNull();
    expect(uncoveredWords({ covered: 1 })).toBeNull();
  });

  it("[UI27] an error budget is said in time, what is left and what is gone", () => {
    const budget = { budgetMs: 43 * MINUTE, windowDays: 30 };
    expect(budgetWords({ ...budget, leftMs: 12 * MINUTE })).toBe(
      "12 min left of 43 min in 30 days",
    );
    expect(budgetWords({ ...budget, leftMs: -5 * MINUTE })).toBe(
      "Used up, and 5 min over the 43 min in 30 days",
    );
    expect(targetWords(0.99999)).toBe("99.999 %");
  });

  it("[UI28] an hour on the axis is that of the reader, and midnight says which day begins", () => {
    const at = Date.parse("2026-11-23T15:00:00Z");
    expect(markWord(at, "UTC", false)).toMatch(/^3:00\sPM$/);
    expect(markWord(at, "Asia/Seoul", false)).toBe("Nov 24");
    expect(markWord(at, "UTC", true)).toBe("Nov 23");
  });

  it("[UI27] a burn rate says what it leads to", () => {
    expect(burnWords(null, MINUTE)).toBe("No data");
    expect(burnWords(0, MINUTE)).toBe("Nothing spent");
    expect(burnWords(0.5, MINUTE)).toBe("0.5 times the pace: the budget lasts");
    expect(burnWords(3, MINUTE)).toMatch(/^3 times the pace: .*before the window ends$/);
    expect(burnWords(14.4, MINUTE)).toMatch(/^14 times the pace: .*soon/);
    expect(burnWords(14.4, -MINUTE)).toBe("14 times the pace, with nothing left");
  });
});
