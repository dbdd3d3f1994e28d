import { describe, expect, it } from "vitest";
import { endpointWith } from "./endpoint-fixture";
import { fresher, standingOf, watchOf } from "./standing";

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

describe("watch", () => {
  const freshness = {
    asOf: "2026-11-23T08:20:00.000Z",
    nextExpectedAt: "2026-11-23T08:21:00.000Z",
  };
  const at = (time: string) => Date.parse(`2026-11-23T${time}.000Z`);

  it("[UI3] two minutes after a look that did not come, monitoring has stopped", () => {
    expect(watchOf(freshness, at("08:22:59")).kind).toBe("running");
    expect(watchOf(freshness, at("08:23:01"))).toEqual({ kind: "stalled", since: freshness.asOf });
  });

  it("[UI3] nothing is claimed before the first look", () => {
    expect(watchOf({ asOf: null, nextExpectedAt: null }, at("08:23:01")).kind).toBe("starting");
  });

  it("[UI3] the newer of what was loaded and what was heard counts", () => {
    const newer = { asOf: "2026-11-23T08:21:00.000Z", nextExpectedAt: null };
    expect(fresher(freshness, newer)).toBe(newer);
    expect(fresher(newer, freshness)).toBe(newer);
    expect(fresher(freshness, null)).toBe(freshness);
  });
});
