import { describe, expect, it } from "vitest";
import {
  applyReport,
  observeHeartbeat,
  INITIAL_HEARTBEAT,
  type HeartbeatReport,
} from "./heartbeat";

const AT = Date.UTC(2026, 0, 5, 8, 0, 0);
const daily = { intervalSeconds: 86_400, graceSeconds: 600 };
const end = { runId: null, exitStatus: null, durationMs: null };
const success: HeartbeatReport = { kind: "success", ...end };
const fail: HeartbeatReport = { kind: "fail", ...end };
const start: HeartbeatReport = { kind: "start", runId: null };

const after = (...reports: [HeartbeatReport, number][]) =>
  reports.reduce((known, [report, at]) => applyReport(known, report, AT + at), INITIAL_HEARTBEAT);
const observe = (known: ReturnType<typeof after>, at: number) =>
  observeHeartbeat(known, daily, AT + at);

describe("a heartbeat", () => {
  it("[HB1] is not known before its first report: silence is not health", () => {
    expect(observe(INITIAL_HEARTBEAT, 99_999_999)).toBeNull();
    expect(observe(after([{ kind: "log" }, 0]), 1)).toBeNull();
  });

  it("[HB2] is well until its interval and its grace are over, and no longer", () => {
    const known = after([success, 0]);
    expect(observe(known, 87_000_000)).toMatchObject({ outcome: "answered", statusCode: null });
    expect(observe(known, 87_000_001)).toMatchObject({ failure: "no-report" });
  });

  it("[HB3] fails when it says so, with its exit status, and recovers with a success", () => {
    expect(observe(after([fail, 0]), 1)).toMatchObject({ failure: "reported-failure" });
    const exit: HeartbeatReport = { ...fail, kind: "fail", exitStatus: 3 };
    expect(observe(after([exit, 0]), 1)).toMatchObject({ exitStatus: 3 });
    expect(observe(after([exit, 0], [success, 5]), 6)).toMatchObject({ outcome: "answered" });
  });

  it("[HB4] knows how long a run took, and when one does not end", () => {
    const known = after([success, 0], [start, 1_000], [success, 61_000]);
    expect(observe(known, 62_000)).toMatchObject({ responseTime: 60_000 });
    const running = after([success, 0], [start, 1_000]);
    expect(observe(running, 601_000)).toMatchObject({ outcome: "answered" });
    expect(observe(running, 601_001)).toMatchObject({ failure: "run-too-long" });
    expect(observe(after([start, 0]), 1)).toBeNull();
  });

  it("[HB4] tells runs apart by their names", () => {
    const named = (kind: "start" | "success", runId: string): HeartbeatReport =>
      kind === "start" ? { kind, runId } : { kind, ...end, runId };
    const other = after([named("start", "a"), 0], [named("success", "b"), 5_000]);
    expect(other).toMatchObject({ openRuns: { a: AT }, durationMs: null });
    const own = after([named("start", "a"), 0], [named("success", "a"), 5_000]);
    expect(own).toMatchObject({ openRuns: {}, durationMs: 5_000 });
    const both = after(
      [named("start", "a"), 0],
      [named("start", "b"), 1],
      [named("success", "b"), 2],
    );
    expect(observe(both, 600_000)).toMatchObject({ outcome: "answered" });
    expect(observe(both, 600_001)).toMatchObject({ failure: "run-too-long" });
  });

  it("[HB4] believes a duration that is sent", () => {
    expect(observe(after([{ ...success, durationMs: 42 }, 0]), 1)).toMatchObject({
      responseTime: 42,
    });
  });

  it("[HB4] keeps no more runs than can be told apart, and forgets the oldest", () => {
    const many = Array.from({ length: 50 }, (_, index): [HeartbeatReport, number] => [
      { kind: "start", runId: `run ${index}` },
      index,
    ]);
    const { openRuns } = after(...many);
    expect(Object.keys(openRuns).length).toBe(20);
    expect(openRuns["run 49"]).toBe(AT + 49);
    expect(after([start, 0], [success, 5]).openRuns).toEqual({});
  });
});
