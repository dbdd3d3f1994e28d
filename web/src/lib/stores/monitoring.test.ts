import { describe, expect, it } from "vitest";
import { newerFreshness, isOverdue, monitoringState } from "./monitoring";

const freshness = {
  asOf: "2026-11-23T08:20:00.000Z",
  nextExpectedAt: "2026-11-23T08:21:00.000Z",
};
const at = (time: string) => Date.parse(`2026-11-23T${time}.000Z`);
const source = { readAt: at("08:20:30"), waitedMs: 0, isConnected: true };

describe("watch", () => {
  it("[UI3] a look is overdue two minutes after it was expected", () => {
    expect(isOverdue(freshness, at("08:22:59"))).toBe(false);
    expect(isOverdue(freshness, at("08:23:01"))).toBe(true);
    expect(isOverdue({ asOf: null, nextExpectedAt: null }, at("08:23:01"))).toBe(false);
  });

  it("[UI3] what the server itself finds overdue has stopped", () => {
    const state = monitoringState(freshness, { ...source, readAt: at("08:23:01") });
    expect(state).toEqual({ kind: "stalled", since: freshness.asOf });
  });

  it("[UI3] a page that waits in vain says so after a while, and blames nobody while it is cut off", () => {
    const kind = (more: object) => monitoringState(freshness, { ...source, ...more }).kind;
    expect(kind({ waitedMs: 14_000 })).toBe("running");
    expect(kind({ waitedMs: 15_000 })).toBe("stalled");
    expect(kind({ waitedMs: 15_000, isConnected: false })).toBe("disconnected");
  });

  it("[UI3] nothing is claimed before the first look", () => {
    expect(monitoringState({ asOf: null, nextExpectedAt: null }, source).kind).toBe("starting");
  });

  it("[UI3] the newer of what was loaded and what was heard counts", () => {
    const newer = { asOf: "2026-11-23T08:21:00.000Z", nextExpectedAt: null };
    expect(newerFreshness(freshness, newer)).toBe(newer);
    expect(newerFreshness(newer, freshness)).toBe(newer);
    expect(newerFreshness(freshness, null)).toBe(freshness);
  });
});
