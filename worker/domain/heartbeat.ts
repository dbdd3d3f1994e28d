import type { Endpoint } from "./endpoint";
import type { Instant } from "./instant";
import type { Observation } from "./observation";

/** What is known of an endpoint that reports by itself. */
export type Heartbeat = {
  /** The last report of an end, good or bad; null until the first. */
  reportedAt: Instant | null;
  hasFailed: boolean;
  /** Of the last report, where it said one. */
  exitStatus: number | null;
  /** Of the run that is under way, and its name where it was given one. */
  runStartedAt: Instant | null;
  runId: string | null;
  /** How long the last run took, in ms, where it had said that it began. */
  durationMs: number | null;
};

export const SILENT_HEARTBEAT: Heartbeat = {
  reportedAt: null,
  hasFailed: false,
  exitStatus: null,
  runStartedAt: null,
  runId: null,
  durationMs: null,
};

/** A report. `log` says nothing about how it goes. Source: https://healthchecks.io/docs/http_api/ */
export type Report =
  | { kind: "start"; runId: string | null }
  | {
      kind: "success" | "fail";
      runId: string | null;
      exitStatus: number | null;
      /** As the sender measured it, in ms; null to take the time since its start. */
      durationMs: number | null;
    }
  | { kind: "log" };

export function afterReport(heartbeat: Heartbeat, report: Report, at: Instant): Heartbeat {
  switch (report.kind) {
    case "log":
      return heartbeat;
    case "start":
      return { ...heartbeat, runStartedAt: at, runId: report.runId };
    default: {
      const { runStartedAt } = heartbeat;
      const isSameRun = runStartedAt !== null && report.runId === heartbeat.runId;
      return {
        reportedAt: at,
        hasFailed: report.kind === "fail",
        exitStatus: report.exitStatus,
        runStartedAt: isSameRun || report.runId === null ? null : runStartedAt,
        runId: isSameRun || report.runId === null ? null : heartbeat.runId,
        durationMs: report.durationMs ?? (isSameRun ? at - runStartedAt : null),
      };
    }
  }
}

/** What a heartbeat looks like at an instant; null until its first report, of which nothing is known. */
export function observeHeartbeat(
  { reportedAt, hasFailed, exitStatus, runStartedAt, durationMs }: Heartbeat,
  { intervalSeconds, graceSeconds }: Pick<Endpoint, "intervalSeconds" | "graceSeconds">,
  at: Instant,
): Observation | null {
  const responseTime = durationMs;
  if (reportedAt === null && runStartedAt === null) return null;
  if (runStartedAt !== null && at - runStartedAt > graceSeconds * 1_000) {
    return { outcome: "failed", failure: "run-too-long", responseTime: null };
  }
  if (hasFailed) {
    const status = exitStatus === null ? {} : { exitStatus };
    return { outcome: "failed", failure: "reported-failure", responseTime, ...status };
  }
  if (reportedAt === null) return null;
  if (at - reportedAt > (intervalSeconds + graceSeconds) * 1_000) {
    return { outcome: "failed", failure: "no-report", responseTime: null };
  }
  return { outcome: "answered", statusCode: null, responseTime, assertions: [] };
}
