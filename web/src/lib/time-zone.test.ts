import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instantOfWallTime, isTimeZoneName, wallTimeOf, timeZoneFromCookie } from "./time-zone";

describe("zones", () => {
  it("[UI23] a wall time is the instant at which clocks there show it", () => {
    expect(instantOfWallTime("2026-11-24T14:00", "Asia/Seoul")).toBe(
      Date.parse("2026-11-24T05:00Z"),
    );
    expect(instantOfWallTime("2026-07-01T14:00", "America/New_York")).toBe(
      Date.parse("2026-07-01T18:00Z"),
    );
    expect(wallTimeOf("2026-11-24T15:30:00.000Z", "Asia/Seoul")).toBe("2026-11-25T00:30");
    expect(instantOfWallTime("tomorrow", "UTC")).toBeNull();
  });

  it("[UI23] where clocks go back the first of the two is meant, where they go forward the later", () => {
    expect(instantOfWallTime("2026-10-25T02:30", "Europe/Berlin")).toBe(
      Date.parse("2026-10-25T00:30Z"),
    );
    expect(instantOfWallTime("2026-03-29T02:30", "Europe/Berlin")).toBe(
      Date.parse("2026-03-29T01:30Z"),
    );
  });

  it("[UI23] an hour that is far from UTC is read by the offset of its own day", () => {
    expect(instantOfWallTime("2028-09-24T02:00", "Pacific/Chatham")).toBe(
      Date.parse("2028-09-23T13:15Z"),
    );
  });

  it("[UI23] what a clock shows reads back as the same minute, or as one that looks the same", () => {
    const zone = fc.constantFrom("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham");
    const minute = fc.integer({ min: 28_000_000, max: 32_000_000 });
    fc.assert(
      fc.property(zone, minute, (name, minutes) => {
        const wall = wallTimeOf(minutes * 60_000, name);
        expect(wallTimeOf(instantOfWallTime(wall, name)!, name)).toBe(wall);
      }),
    );
  });

  it("[UI23] a zone that is none is UTC", () => {
    expect(isTimeZoneName("Asia/Seoul")).toBe(true);
    expect(timeZoneFromCookie("Moon/Tranquility")).toBe("UTC");
    expect(timeZoneFromCookie(undefined)).toBe("UTC");
  });
});
