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
  /** When the runs that are under way began, by their names; of one without a name, by "". */
  runs: Record<string, Instant>;
  /** How long the last run took, in ms, where it had said that it began. */
  durationMs: number | null;
};

export const SILENT_HEARTBEAT: Heartbeat = {
  reportedAt: null,
  hasFailed: false,
  exitStatus: null,
  runs: {},
  durationMs: null,
};

/** More runs at once than this are not told apart: the oldest is forgotten. */
const MAX_RUNS = 20;
const UNNAMED = "";

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
      return { ...heartbeat, runs: withRun(heartbeat.runs, report.runId ?? UNNAMED, at) };
    default: {
      const { runs } = heartbeat;
      const startedAt = runs[report.runId ?? UNNAMED];
      return {
        reportedAt: at,
        hasFailed: report.kind === "fail",
        exitStatus: report.exitStatus,
        // An end without a name ends all there is: the job is done.
        runs: report.runId === null ? {} : withoutRun(runs, report.runId),
        durationMs: report.durationMs ?? (startedAt === undefined ? null : at - startedAt),
      };
    }
  }
}

function withRun(runs: Heartbeat["runs"], name: string, at: Instant): Heartbeat["runs"] {
  const all = Object.entries({ ...runs, [name]: at }).sort(([, a], [, b]) => a - b);
  return Object.fromEntries(all.slice(-MAX_RUNS));
}

const withoutRun = (runs: Heartbeat["runs"], name: string): Heartbeat["runs"] =>
  Object.fromEntries(Object.entries(runs).filter(([known]) => known !== name));

/** What a heartbeat looks like at an instant; null until its first report, of which nothing is known. */
export function observeHeartbeat(
  { reportedAt, hasFailed, exitStatus, runs, durationMs }: Heartbeat,
  { intervalSeconds, graceSeconds }: Pick<Endpoint, "intervalSeconds" | "graceSeconds">,
  at: Instant,
): Observation | null {
  const responseTime = durationMs;
  if (Object.values(runs).some((startedAt) => at - startedAt > graceSeconds * 1_000)) {
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
