import { describe, expect, it } from "vitest";
import { dayIndexAt, dayIndexBy, firstVisibleDay } from "./plot-position";

describe("places of days", () => {
  it("[UI25] the day under the pointer is known from where it is alone", () => {
    const bar = { left: 100, width: 270 };
    expect([99, 100, 102.9, 103, 369, 500].map((x) => dayIndexAt(x, bar, 90))).toEqual([
      0, 0, 0, 1, 89, 89,
    ]);
  });

  it("[UI25] a bar that is cut off shows its newest days", () => {
    expect(firstVisibleDay({ left: 0, width: 270 }, { left: 180, width: 90 }, 90)).toBe(60);
    expect(firstVisibleDay({ left: 0, width: 90 }, { left: 0, width: 90 }, 90)).toBe(0);
  });

  it("[UI25] the arrows walk by days and weeks, and no further than what is seen", () => {
    expect(dayIndexBy("ArrowLeft", 89, 60, 89)).toBe(88);
    expect(dayIndexBy("ArrowRight", 89, 60, 89)).toBe(89);
    expect(dayIndexBy("ArrowUp", 65, 60, 89)).toBe(60);
    expect(dayIndexBy("Home", 80, 60, 89)).toBe(60);
    expect(dayIndexBy("End", 80, 60, 89)).toBe(89);
    expect(dayIndexBy("x", 80, 60, 89)).toBeNull();
  });
});
