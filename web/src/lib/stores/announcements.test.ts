import type { Status } from "$domain/status/status";
import type { LiveEvent } from "$protocol/events";
import { describe, expect, it } from "vitest";
import { announcementsFor } from "./announcements";

const AT = "2026-11-23T08:20:00.000Z";
const LATER = "2026-11-23T08:24:00.000Z";

const changed = (id: string, currentStatus: Status, at = AT): LiveEvent => ({
  type: "endpoint:status-changed",
  at,
  data: {
    endpointId: id,
    endpointName: id.toUpperCase(),
    previousStatus: "UP",
    currentStatus,
    timestamp: at,
    responseTime: 12,
    errorMessage: currentStatus === "UP" ? null : "expected status 200-299, saw 503",
  },
});
const started = (id: string, at = AT): LiveEvent => ({
  type: "incident:started",
  at,
  data: {
    incidentId: `i-${id}`,
    endpointId: id,
    endpointName: id.toUpperCase(),
    startedAt: at,
    failureCount: 2,
  },
});
const resolved = (id: string, at = LATER): LiveEvent => ({
  type: "incident:resolved",
  at,
  data: {
    incidentId: `i-${id}`,
    endpointId: id,
    endpointName: id.toUpperCase(),
    resolvedAt: at,
    duration: 240_000,
  },
});
const kinds = (events: LiveEvent[]) => announcementsFor(events).map(({ kind }) => kind);

describe("announcements", () => {
  it("[TO1] every change of status has its own word, UNKNOWN has none", () => {
    expect(kinds([changed("a", "DOWN")])).toEqual(["down"]);
    expect(kinds([changed("a", "DEGRADED")])).toEqual(["degraded"]);
    expect(kinds([changed("a", "UP")])).toEqual(["up"]);
    expect(kinds([changed("a", "UNKNOWN")])).toEqual([]);
    expect(kinds([started("a")])).toEqual(["incident-started"]);
    expect(kinds([resolved("a")])).toEqual(["recovered"]);
  });

  it("[TO2] a change of status and its incident are one toast, in whichever order they come", () => {
    for (const events of [
      [changed("a", "DOWN"), started("a")],
      [started("a"), changed("a", "DOWN")],
    ]) {
      expect(announcementsFor(events)).toMatchObject([
        { kind: "down", name: "A", reason: "expected status 200-299, saw 503" },
      ]);
    }
    for (const events of [
      [changed("a", "UP", LATER), resolved("a")],
      [resolved("a"), changed("a", "UP", LATER)],
    ]) {
      expect(announcementsFor(events)).toMatchObject([
        { kind: "recovered", name: "A", durationMs: 240_000 },
      ]);
    }
    expect(kinds([changed("a", "DEGRADED", LATER), resolved("a")])).toEqual(["degraded"]);
  });

  it("[TO2] an outage that came and went while away is told by its end", () => {
    const events = [changed("a", "DOWN"), started("a"), changed("a", "UP", LATER), resolved("a")];
    expect(kinds(events)).toEqual(["recovered"]);
  });

  it("[TO3] up to five endpoints speak for themselves, more become one summary", () => {
    const down = (count: number) =>
      Array.from({ length: count }, (_, index) => [
        changed(`e${index}`, "DOWN"),
        started(`e${index}`),
      ]).flat();
    expect(kinds(down(5))).toHaveLength(5);
    expect(announcementsFor([...down(6), changed("x", "UP")])).toMatchObject([
      { kind: "summary", down: 6, degraded: 0, up: 1 },
    ]);
  });

  it("[TO4] the same news heard in two rooms has the same key, later news another", () => {
    const [a] = announcementsFor([changed("a", "DOWN"), started("a")]);
    const [b] = announcementsFor([changed("a", "DOWN")]);
    const [c] = announcementsFor([changed("a", "UP", LATER)]);
    expect(a?.key).toBe(b?.key);
    expect(c?.key).not.toBe(a?.key);
  });

  it("[TO7] a silent clock and a maintenance have their own words, in no summary", () => {
    const clock = (type: "clock:stalled" | "clock:recovered"): LiveEvent =>
      type === "clock:stalled"
        ? { type, at: AT, data: { source: "cron", since: AT } }
        : { type, at: LATER, data: { source: "cron", since: AT, duration: 240_000 } };
    const move = {
      maintenanceId: "m",
      title: "Move",
      endpointIds: ["a"],
      startsAt: AT,
      endsAt: LATER,
    };
    const started: LiveEvent = { type: "maintenance:started", at: AT, data: move };
    const ended: LiveEvent = { type: "maintenance:ended", at: LATER, data: move };
    expect(announcementsFor([clock("clock:stalled"), started])).toMatchObject([
      { kind: "clock-stalled", source: "cron", since: AT },
      { kind: "maintenance-started", title: "Move", endsAt: LATER },
    ]);
    expect(kinds([clock("clock:stalled"), started, clock("clock:recovered"), ended])).toEqual([
      "clock-recovered",
      "maintenance-ended",
    ]);
    const burst = Array.from({ length: 6 }, (_, index) => changed(`e${index}`, "DOWN"));
    expect(kinds([started, ...burst])).toEqual(["maintenance-started", "summary"]);
  });

  it("[TO1] created, edited and deleted endpoints are no news", () => {
    expect(
      kinds([
        { type: "endpoint:deleted", at: AT, data: { endpointId: "a", name: "A" } },
        { type: "endpoint:updated", at: AT, data: { endpointId: "b", changes: {} } },
      ]),
    ).toEqual([]);
  });
});
