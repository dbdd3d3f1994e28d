import { describe, expect, it } from "vitest";
import {
  axisLabel,
  errorBudgetText,
  burnRateText,
  sloTargetText,
  unmonitoredText,
} from "./history";
import { formatPercent } from "./stat-text";

const MINUTE = 60_000;

describe("history in words", () => {
  it("[UI26] uptime is cut off, never rounded up to 100 %, and the share not covered is said", () => {
    expect(formatPercent(0.9999999)).toBe("99.99 %");
    expect(formatPercent(1)).toBe("100 %");
    expect(unmonitoredText({ covered: 0.9 })).toBe("10 % without data");
    expect(unmonitoredText({ covered: 0.9999 })).toBeNull();
    expect(unmonitoredText({ covered: 1 })).toBeNull();
  });

  it("[UI27] an error budget is said in time, what is left and what is gone", () => {
    const budget = { budgetMs: 43 * MINUTE, windowDays: 30 };
    expect(errorBudgetText({ ...budget, leftMs: 12 * MINUTE })).toBe(
      "12 min left of 43 min in 30 days",
    );
    expect(errorBudgetText({ ...budget, leftMs: -5 * MINUTE })).toBe(
      "Used up, and 5 min over the 43 min in 30 days",
    );
    expect(sloTargetText(0.99999)).toBe("99.999 %");
  });

  it("[UI28] an hour on the axis is that of the reader, and midnight says which day begins", () => {
    const at = Date.parse("2026-11-23T15:00:00Z");
    expect(axisLabel(at, "UTC", false)).toMatch(/^3:00\sPM$/);
    expect(axisLabel(at, "Asia/Seoul", false)).toBe("Nov 24");
    expect(axisLabel(at, "UTC", true)).toBe("Nov 23");
  });

  it("[UI27] a burn rate says what it leads to", () => {
    expect(burnRateText(null, MINUTE)).toBe("No data");
    expect(burnRateText(0, MINUTE)).toBe("Nothing spent");
    expect(burnRateText(0.5, MINUTE)).toBe("0.5 times the pace: the budget lasts");
    expect(burnRateText(3, MINUTE)).toMatch(/^3 times the pace: .*before the window ends$/);
    expect(burnRateText(14.4, MINUTE)).toMatch(/^14 times the pace: .*soon/);
    expect(burnRateText(14.4, -MINUTE)).toBe("14 times the pace, with nothing left");
  });
});
