import { describe, expect, it } from "vitest";
import { endpointFixture } from "$lib/endpoint-fixture";
import { barPaths, missingRatio } from "./bar-paths";
import { currentBars, dayOfBars, toDaySummaries } from "./days";

const shapes = (codes: string) =>
  Array.from(codes, (code) => ({
    code: code as "U",
    uptime: code === "D" ? 0.999 : null,
  }));
const drawn = (codes: string) =>
  Object.entries(barPaths(shapes(codes)))
    .filter(([, path]) => path !== "")
    .map(([shape]) => shape);

describe("bars", () => {
  it("[UI25] each state has a shape of its own", () => {
    expect(drawn("U")).toEqual(["up"]);
    expect(drawn("W")).toEqual(["degraded"]);
    expect(drawn("M")).toEqual(["maintenance"]);
    expect(drawn("N")).toEqual(["unknown"]);
    expect(drawn("D")).toEqual(["rest", "down"]);
  });

  it("[UI25] ninety good days are one line, and a bad one stands in its place", () => {
    expect(barPaths(shapes("U".repeat(90))).up).toBe("M0 12h270");
    const { up, down } = barPaths(shapes("UUDU"));
    expect(up).toBe("M0 12h6M9 12h3");
    expect(down).toMatch(/^M6 0/);
  });

  it("[UI25] what is missing is drawn, however little it is, and never more than all", () => {
    expect(missingRatio(0.99999)).toBe(0.25);
    expect(missingRatio(0.4)).toBeCloseTo(0.6);
    expect(missingRatio(null)).toBe(1);
    expect(barPaths([{ code: "D", uptime: 0 }]).rest).toBe("");
  });

  it("[UI25] tells a day of a list by its place", () => {
    const bars = {
      days: "UDN",
      uptime: 0.9,
      down: { 1: { uptime: 0.8, downtimeMs: 60_000, incidents: 2 } },
    };
    const days = ["2026-11-21", "2026-11-22", "2026-11-23"];
    expect(dayOfBars(bars, days, 0)).toMatchObject({ code: "U", uptime: 1, incidents: 0 });
    expect(dayOfBars(bars, days, 1)).toEqual({
      day: "2026-11-22",
      code: "D",
      uptime: 0.8,
      downtimeMs: 60_000,
      incidents: 2,
    });
    expect(dayOfBars(bars, days, 2)).toMatchObject({ code: "N", uptime: null });
  });

  it("[UI25] today is at least as bad as what is heard, unless it counts for nothing", () => {
    const bars = { days: "UUN", uptime: 1, down: {} };
    const shown = (overrides: object) =>
      currentBars(endpointFixture({ bars, ...overrides }), 3).days;
    expect(shown({ status: "UP" })).toBe("UUU");
    expect(shown({ status: "DOWN" })).toBe("UUD");
    expect(shown({ status: "UNKNOWN" })).toBe("UUN");
    expect(shown({ status: "DOWN", paused: true })).toBe("UUN");
    expect(shown({ status: "UP", bars: { ...bars, days: "UUD" } })).toBe("UUD");
    expect(currentBars(endpointFixture({}), 3).days).toBe("NNU");
  });

  it("[UI25] a day with nothing but announced work says so", () => {
    const day = {
      day: "2026-11-23",
      uptime: null,
      covered: 0,
      coveredMs: 0,
      downtimeMs: 0,
      maintenanceMs: 5,
      incidents: 0,
      worst: "UNKNOWN" as const,
    };
    expect(toDaySummaries([day, { ...day, maintenanceMs: 0 }]).map(({ code }) => code)).toEqual([
      "M",
      "N",
    ]);
  });
});
