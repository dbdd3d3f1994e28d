import { describe, expect, it } from "vitest";
import { endOfHours, isWithin, type Hours } from "./rule";

describe("hours", () => {
  it("[RL6] go past midnight, belong to the day on which they begin, and follow the clocks", () => {
    const night: Hours = { days: [1], from: "22:00", to: "07:00" };
    const at = (day: number, hour: number) => Date.UTC(2026, 0, day, hour);
    expect(isWithin(night, "UTC", at(5, 23))).toBe(true);
    expect(isWithin(night, "UTC", at(6, 6))).toBe(true);
    expect(isWithin(night, "UTC", at(5, 6))).toBe(false);
    expect(endOfHours(night, "UTC", at(5, 23))).toBe(at(6, 7));
    expect(isWithin(night, "Asia/Seoul", at(5, 13))).toBe(true);
    // The clocks of Berlin go forward on 29 March 2026.
    const spring: Hours = { days: [6], from: "22:00", to: "07:00" };
    expect(endOfHours(spring, "Europe/Berlin", Date.UTC(2026, 2, 28, 22))).toBe(
      Date.UTC(2026, 2, 29, 5),
    );
  });
});
