import { describe, expect, it } from "vitest";
import { endpointFixture } from "../endpoint-fixture";
import { countStatuses, endpointDisplayStatus, overallStatus } from "./overall-status";

const up = endpointFixture({ name: "up" });
const down = endpointFixture({ name: "down", status: "DOWN" });
const degraded = endpointFixture({ name: "degraded", status: "DEGRADED" });
const unknown = endpointFixture({ name: "unknown", status: "UNKNOWN" });
const paused = endpointFixture({ name: "paused", status: "DOWN", paused: true });

describe("standing", () => {
  it("[UI2] the worst comes first, and what is paused counts as nothing else", () => {
    expect(overallStatus([up, degraded, down, unknown])).toEqual({
      kind: "down",
      endpoints: [down],
    });
    expect(overallStatus([up, degraded, unknown])).toEqual({
      kind: "degraded",
      endpoints: [degraded],
    });
    expect(overallStatus([up, paused])).toEqual({
      kind: "up",
      up: 1,
      maintenance: 0,
      paused: 1,
    });
    expect(overallStatus([paused])).toEqual({ kind: "paused", paused: 1 });
    expect(overallStatus([])).toEqual({ kind: "empty" });
  });

  it("[UI2] what was never looked at is not called up", () => {
    expect(overallStatus([up, unknown])).toEqual({
      kind: "unknown",
      endpoints: [unknown],
      up: 1,
    });
  });

  const maintenance = { id: "m", title: "Move", endsAt: "2026-11-23T10:00:00.000Z" };
  const moving = endpointFixture({ name: "moving", status: "DOWN", maintenance });

  it("[UI21] what fails in a maintenance is not down, and pausing wins over both", () => {
    expect(endpointDisplayStatus(moving)).toBe("MAINTENANCE");
    expect(endpointDisplayStatus({ ...moving, paused: true })).toBe("PAUSED");
    expect(overallStatus([up, moving])).toMatchObject({ kind: "up", up: 1, maintenance: 1 });
    expect(overallStatus([moving, paused])).toEqual({ kind: "maintenance", maintenance: 1 });
    expect(countStatuses([moving, down])).toMatchObject({ MAINTENANCE: 1, DOWN: 1 });
  });
});
