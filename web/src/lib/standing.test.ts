import { describe, expect, it } from "vitest";
import { endpointWith } from "./endpoint-fixture";
import { countStatuses, shownStatus, standingOf } from "./standing";

const up = endpointWith({ name: "up" });
const down = endpointWith({ name: "down", status: "DOWN" });
const degraded = endpointWith({ name: "degraded", status: "DEGRADED" });
const unknown = endpointWith({ name: "unknown", status: "UNKNOWN" });
const paused = endpointWith({ name: "paused", status: "DOWN", paused: true });

describe("standing", () => {
  it("[UI2] the worst comes first, and what is paused counts as nothing else", () => {
    expect(standingOf([up, degraded, down, unknown])).toEqual({ kind: "down", endpoints: [down] });
    expect(standingOf([up, degraded, unknown])).toEqual({
      kind: "degraded",
      endpoints: [degraded],
    });
    expect(standingOf([up, paused])).toEqual({
      kind: "up",
      up: 1,
      maintenance: 0,
      paused: 1,
    });
    expect(standingOf([paused])).toEqual({ kind: "paused", paused: 1 });
    expect(standingOf([])).toEqual({ kind: "empty" });
  });

  it("[UI2] what was never looked at is not called up", () => {
    expect(standingOf([up, unknown])).toEqual({
      kind: "unknown",
      endpoints: [unknown],
      up: 1,
    });
  });

  const maintenance = { id: "m", title: "Move", endsAt: "2026-11-23T10:00:00.000Z" };
  const moving = endpointWith({ name: "moving", status: "DOWN", maintenance });

  it("[UI21] what fails in a maintenance is not down, and pausing wins over both", () => {
    expect(shownStatus(moving)).toBe("MAINTENANCE");
    expect(shownStatus({ ...moving, paused: true })).toBe("PAUSED");
    expect(standingOf([up, moving])).toMatchObject({ kind: "up", up: 1, maintenance: 1 });
    expect(standingOf([moving, paused])).toEqual({ kind: "maintenance", maintenance: 1 });
    expect(countStatuses([moving, down])).toMatchObject({ MAINTENANCE: 1, DOWN: 1 });
  });
});
