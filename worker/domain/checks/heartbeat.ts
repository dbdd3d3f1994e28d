import type { Endpoint } from "./endpoint";
import type { Instant } from "../instant";
import type { Observation } from "./observation";

/** What is known of an endpoint that reports by itself. */
export type Heartbeat = {
  /** The last report of an end, good or bad; null until the first. */
  reportedAt: Instant | null;
  lastReportFailed: boolean;
  /** Of the last report, where it said one. */
  exitStatus: number | null;
  /** When the runs that are under way began, by their names; of one without a name, by "". */
  openRuns: Record<string, Instant>;
  /** How long the last run took, in ms, where it had said that it began. */
  durationMs: number | null;
};

export const INITIAL_HEARTBEAT: Heartbeat = {
  reportedAt: null,
  lastReportFailed: false,
  exitStatus: null,
  openRuns: {},
  durationMs: null,
};

/** More runs at once than this are not told apart: the oldest is forgotten. */
const MAX_OPEN_RUNS = 20;
const UNNAMED_RUN = "";

/** A report. `log` says nothing about how it goes. Source: https://healthchecks.io/docs/http_api/ */
export type HeartbeatReport =
  | { kind: "start"; runId: string | null }
  | {
      kind: "success" | "fail";
      runId: string | null;
      exitStatus: number | null;
      /** As the sender measured it, in ms; null to take the time since its start. */
      durationMs: number | null;
    }
  | { kind: "log" };

export function applyReport(heartbeat: Heartbeat, report: HeartbeatReport, at: Instant): Heartbeat {
  switch (report.kind) {
    case "log":
      return heartbeat;
    case "start":
      return {
        ...heartbeat,
        openRuns: withRun(heartbeat.openRuns, report.runId ?? UNNAMED_RUN, at),
      };
    default: {
      const { openRuns } = heartbeat;
      const startedAt = openRuns[report.runId ?? UNNAMED_RUN];
      return {
        reportedAt: at,
        lastReportFailed: report.kind === "fail",
        exitStatus: report.exitStatus,
        // An end without a name ends all there is: the job is done.
        openRuns: report.runId === null ? {} : withoutRun(openRuns, report.runId),
        durationMs: report.durationMs ?? (startedAt === undefined ? null : at - startedAt),
      };
    }
  }
}

function withRun(runs: Heartbeat["openRuns"], name: string, at: Instant): Heartbeat["openRuns"] {
  const all = Object.entries({ ...runs, [name]: at }).sort(([, a], [, b]) => a - b);
  return Object.fromEntries(all.slice(-MAX_OPEN_RUNS));
}

const withoutRun = (runs: Heartbeat["openRuns"], name: string): Heartbeat["openRuns"] =>
  Object.fromEntries(Object.entries(runs).filter(([known]) => known !== name));

/** What a heartbeat looks like at an instant; null until its first report, of which nothing is known. */
export function observeHeartbeat(
  { reportedAt, lastReportFailed, exitStatus, openRuns, durationMs }: Heartbeat,
  { intervalSeconds, graceSeconds }: Pick<Endpoint, "intervalSeconds" | "graceSeconds">,
  at: Instant,
): Observation | null {
  const responseTime = durationMs;
  if (Object.values(openRuns).some((startedAt) => at - startedAt > graceSeconds * 1_000)) {
    return { outcome: "failed", failure: "run-too-long", responseTime: null };
  }
  if (lastReportFailed) {
    const status = exitStatus === null ? {} : { exitStatus };
    return { outcome: "failed", failure: "reported-failure", responseTime, ...status };
  }
  if (reportedAt === null) return null;
  if (at - reportedAt > (intervalSeconds + graceSeconds) * 1_000) {
    return { outcome: "failed", failure: "no-report", responseTime: null };
  }
  return { outcome: "answered", statusCode: null, responseTime, assertions: [] };
}
