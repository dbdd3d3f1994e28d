import type { CheckView } from "$protocol/api";
import { describe, expect, it } from "vitest";
import { curveOf, niceCeiling, PLANE } from "./latency-curve";

const START = Date.parse("2026-11-23T08:00:00.000Z");

const check = (minute: number, responseTime: number | null, status: CheckView["status"] = "UP") =>
  ({
    at: new Date(START + minute * 60_000).toISOString(),
    status,
    responseTime,
    statusCode: 200,
    region: null,
    errorMessage: null,
  }) satisfies CheckView;

const curve = (...checks: CheckView[]) => curveOf(checks.toReversed(), 60);

describe("latency curve", () => {
  it("[UI7] spans the plane from the oldest check to the newest", () => {
    const { points, paths, top } = curve(check(0, 50), check(1, 100), check(2, 75));
    expect(top).toBe(100);
    expect(points.map(({ x }) => x)).toEqual([0, 500, PLANE.width]);
    expect(points.map(({ y }) => y)).toEqual([100, 0, 50]);
    expect(paths).toEqual(["M0.0 100.0L500.0 0.0L1000.0 50.0"]);
  });

  it("[UI7] a failing check is a mark, not a response time, and breaks the line", () => {
    const { paths, failures, points } = curve(
      check(0, 50),
      check(1, 9_000, "DOWN"),
      check(2, 50),
      check(3, 50),
    );
    expect(failures).toHaveLength(1);
    expect(points).toHaveLength(3);
    expect(paths).toHaveLength(2);
  });

  it("[UI7] failing checks that follow on one another are one outage", () => {
    const down = (minute: number) => check(minute, null, "DOWN");
    const { outages } = curve(check(0, 50), down(1), down(2), down(3), check(4, 50), down(10));
    expect(outages).toEqual([
      { x: 100, width: 200 },
      { x: 1000, width: 0 },
    ]);
    expect(curve(down(0), down(1), down(30)).outages).toHaveLength(2);
  });

  it("[UI7] time that was not monitored is a gap, not a line", () => {
    expect(curve(check(0, 50), check(1, 50), check(30, 50)).paths).toHaveLength(2);
    expect(curve(check(0, 50), check(2, 50)).paths).toHaveLength(1);
  });

  it("[UI7] the upper edge is a round number, and nothing breaks without checks", () => {
    expect([1, 3, 54, 120, 999, 1000].map(niceCeiling)).toEqual([1, 5, 100, 200, 1000, 1000]);
    expect(curve()).toMatchObject({ paths: [], points: [], failures: [], top: 10 });
    expect(curve(check(0, 0)).paths).toEqual(["M0.0 200.0h0"]);
  });
});
