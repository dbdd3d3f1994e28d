import { describe, expect, it } from "vitest";
import { endpointWith } from "./endpoint-fixture";
import { standingOf } from "./standing";

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
    expect(standingOf([up, paused])).toEqual({ kind: "up", up: 1, paused: 1 });
    expect(standingOf([paused])).toEqual({ kind: "paused", paused: 1 });
    expect(standingOf([])).toEqual({ kind: "empty" });
  });

  it("[UI2] what was never looked at is not called up", () => {
    expect(standingOf([up, unknown])).toEqual({ kind: "unknown", unknown: 1, up: 1 });
  });
});
