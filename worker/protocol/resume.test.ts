import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LiveEvent } from "./events";
import { checkCompleted } from "./events";
import { decodeFrame, type EventsFrame } from "./frames";
import type { Position } from "./position";
import { reduce, type LiveState } from "./reduce";
import { acceptFrame, EVENT_LOG_LIMITS, planResume } from "./resume";

const AT = "2026-11-23T08:00:00.000Z";
const FRESH = { asOf: AT, nextExpectedAt: null };
const renamed = (seq: number): LiveEvent => ({
  type: "endpoint:updated",
  at: AT,
  data: { endpointId: "e1", changes: { name: `name ${seq}` } },
});
const frame = (seq: number, count: number): EventsFrame & { skipped: number } => ({
  type: "events",
  seq,
  events: Array.from({ length: count }, (_, index) => renamed(seq - count + 1 + index)),
  ...FRESH,
  skipped: 0,
});
const names = (events: LiveEvent[]) =>
  events.map((event) => (event.type === "endpoint:updated" ? event.data.changes["name"] : null));

describe("a frame", () => {
  const position: Position = { epoch: "a", seq: 10 };

  it("[LS1] that follows on is applied", () => {
    expect(acceptFrame(position, frame(12, 2))).toMatchObject({
      kind: "apply",
      position: { epoch: "a", seq: 12 },
    });
  });

  it("[LS1] that was seen applies nothing, and one seen in part its new part", () => {
    expect(acceptFrame(position, frame(10, 3))).toEqual({
      kind: "apply",
      events: [],
      position,
    });
    const accepted = acceptFrame(position, frame(12, 4));
    expect(accepted.kind === "apply" && names(accepted.events)).toEqual(["name 11", "name 12"]);
  });

  it("[LS1] that leaves something out makes the client connect again", () => {
    expect(acceptFrame(position, frame(13, 2))).toEqual({ kind: "hole" });
    expect(acceptFrame(null, frame(1, 1))).toEqual({ kind: "hole" });
  });

  it("[LS2] with names that are not known keeps their place", () => {
    const text = JSON.stringify({
      ...frame(12, 1),
      events: [{ type: "moon:full", at: AT, data: {} }, renamed(12)],
    });
    const decoded = decodeFrame(text);
    if (!decoded.ok) throw new Error(decoded.problem);
    expect(decoded.value.skipped).toBe(1);
    const accepted = acceptFrame(position, decoded.value);
    expect(accepted).toMatchObject({ kind: "apply", position: { seq: 12 } });
    expect(accepted.kind === "apply" && names(accepted.events)).toEqual(["name 12"]);
  });
});

it("[LS3] whatever comes, decoding answers and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const decoded = decodeFrame(text);
      if (!decoded.ok) expect(decoded.problem).not.toBe("");
    }),
    { numRuns: 1000 },
  );
  expect(decodeFrame('{"type":"events","seq":-1,"events":[]}').ok).toBe(false);
});

it("[LS1] a check that says more keeps what it says", () => {
  const full = ["e1", "DOWN", null, null, AT, "weur", "could not connect"] as const;
  const decoded = decodeFrame(
    JSON.stringify({ ...frame(3, 0), checks: [full, ["e2", "UP", 5, 200]] }),
  );
  if (!decoded.ok || decoded.value.type !== "events") throw new Error("expected a frame");
  const checks = decoded.value.checks?.map((check) => checkCompleted(check, "elsewhen"));
  expect(checks?.[0]).toMatchObject({ at: AT, data: { region: "weur", errorMessage: full[6] } });
  expect(checks?.[1]).toMatchObject({ at: "elsewhen", data: { region: null } });
});

it("[RM4] a cursor is answered by everything missed or by a gap", () => {
  const seq = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(seq, seq, seq, fc.boolean(), (cursor, last, storedCount, isSameEpoch) => {
      const oldestSeq = last + 1 - Math.min(storedCount, last);
      const plan = planResume(
        { epoch: isSameEpoch ? "a" : "b", seq: cursor },
        { epoch: "a", seq: last, oldestSeq },
      );
      const isWhole =
        cursor <= last && cursor + 1 >= oldestSeq && last - cursor <= EVENT_LOG_LIMITS.replay;
      expect(plan.kind).toBe(isSameEpoch && isWhole ? "replay" : "gap");
    }),
  );
  expect(planResume(null, { epoch: "a", seq: 0, oldestSeq: 1 }).kind).toBe("gap");
});

it("[RM4] the last position from which all can be told is the one before the oldest event", () => {
  const from = (seq: number, oldestSeq: number, last: number) =>
    planResume({ epoch: "a", seq }, { epoch: "a", seq: last, oldestSeq }).kind;
  expect(from(8, 10, 20)).toBe("gap");
  expect(from(9, 10, 20)).toBe("replay");
  expect(from(20, 21, 20)).toBe("replay");
  expect(from(21, 21, 20)).toBe("gap");
  expect(from(20, 1, 20 + EVENT_LOG_LIMITS.replay)).toBe("replay");
  expect(from(20, 1, 21 + EVENT_LOG_LIMITS.replay)).toBe("gap");
});

describe("the state of a page", () => {
  const empty: LiveState = { ...FRESH, endpoints: [], incidents: [], checks: [] };
  const id = fc.constantFrom("e1", "e2", "e3");
  const event: fc.Arbitrary<LiveEvent> = fc.oneof(
    id.map((endpointId): LiveEvent => ({
      type: "endpoint:created",
      at: AT,
      data: { endpointId, name: endpointId, url: "https://a.example/", method: "GET" },
    })),
    fc.tuple(id, fc.string()).map(([endpointId, name]): LiveEvent => ({
      type: "endpoint:updated",
      at: AT,
      data: { endpointId, changes: { name } },
    })),
    id.map((endpointId): LiveEvent => ({
      type: "endpoint:deleted",
      at: AT,
      data: { endpointId, name: endpointId },
    })),
    fc
      .tuple(id, fc.constantFrom("UP" as const, "DOWN" as const))
      .map(([endpointId, currentStatus]): LiveEvent => ({
        type: "endpoint:status-changed",
        at: AT,
        data: {
          endpointId,
          endpointName: endpointId,
          previousStatus: "UNKNOWN",
          currentStatus,
          timestamp: AT,
          responseTime: 5,
          errorMessage: null,
        },
      })),
    id.map((endpointId): LiveEvent => ({
      type: "incident:started",
      at: AT,
      data: {
        incidentId: `${endpointId}-1`,
        endpointId,
        endpointName: endpointId,
        startedAt: AT,
        failureCount: 2,
      },
    })),
    id.map((endpointId): LiveEvent => ({
      type: "incident:resolved",
      at: AT,
      data: {
        incidentId: `${endpointId}-1`,
        endpointId,
        endpointName: endpointId,
        resolvedAt: AT,
        duration: 1000,
      },
    })),
  );

  it("[LS4] is not changed by an event that is applied again", () => {
    fc.assert(
      fc.property(fc.array(event), event, (before, again) => {
        const once = reduce(before.reduce(reduce, empty), again);
        expect(reduce(once, again)).toEqual(once);
      }),
    );
  });

  it("[LS4] keeps one incident of a name and one endpoint of an id", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const state = events.reduce(reduce, empty);
        for (const list of [state.endpoints, state.incidents]) {
          expect(new Set(list.map((item) => item.id)).size).toBe(list.length);
        }
      }),
    );
  });

  it("[LS4] takes a check once, and the newest as the last one", () => {
    const created = reduce(empty, {
      type: "endpoint:created",
      at: AT,
      data: { endpointId: "e1", name: "One", url: "https://a.example/", method: "GET" },
    });
    const newer = checkCompleted(["e1", "UP", 7, 200], "2026-11-23T08:01:00.000Z");
    const state = [newer, newer, checkCompleted(["e1", "UP", 9, 200], AT)].reduce(reduce, created);
    expect(state.checks?.map(({ responseTime }) => responseTime)).toEqual([7, 9]);
    expect(state.endpoints[0]).toMatchObject({ lastCheckedAt: newer.at, lastResponseTime: 7 });
  });

  it("[LS4] keeps the looks of one check apart, and the one from here as the answer", () => {
    const created = reduce(empty, {
      type: "endpoint:created",
      at: AT,
      data: { endpointId: "e1", name: "One", url: "https://a.example/", method: "GET" },
    });
    const regions = [null, "weur", "apac"];
    const checks = regions.map((region, index) =>
      checkCompleted(["e1", "UNKNOWN", index + 1, null, AT, region, "not known: ..."], AT),
    );
    const state = [...checks, ...checks].reduce(reduce, created);
    expect(state.checks?.map(({ region }) => region)).toEqual(regions);
    expect(state.endpoints[0]).toMatchObject({
      lastResponseTime: 1,
      errorMessage: "not known: ...",
    });
  });

  it("[MT4] shows a maintenance until that one ends", () => {
    const created = reduce(empty, {
      type: "endpoint:created",
      at: AT,
      data: { endpointId: "e1", name: "One", url: "https://a.example/", method: "GET" },
    });
    const maintenance = (type: "maintenance:started" | "maintenance:ended", id: string) => ({
      type,
      at: AT,
      data: { maintenanceId: id, title: id, endpointIds: ["e1"], startsAt: AT, endsAt: AT },
    });
    const both = [
      maintenance("maintenance:started", "a"),
      maintenance("maintenance:started", "b"),
      maintenance("maintenance:ended", "a"),
    ].reduce(reduce, created);
    expect(both.endpoints[0]?.maintenance).toEqual({ id: "b", title: "b", endsAt: AT });
    const over = reduce(both, maintenance("maintenance:ended", "b"));
    expect(over.endpoints[0]?.maintenance).toBeNull();
  });
});
