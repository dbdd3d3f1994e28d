import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../env";
import { runTick } from "../pipeline";
import { apiPorts, tickPorts } from "../wiring";
import { toIso, type Instant } from "../domain/instant";
import type { TickReport } from "../ports";
import type { TickSource } from "../protocol/api";
import { logProblem } from "../log";

/** Runs ticks in invocations of their own. */
export class Ticker extends WorkerEntrypoint<Env> {
  async tick(at: Instant, source: TickSource = "clock"): Promise<void> {
    await loggedTick(this.env, this.ctx, { at, source });
  }

  subMinuteIntervals(): Promise<number[]> {
    return apiPorts(this.env, this.ctx).ticks.subMinuteIntervals();
  }
}

/** One tick and its one line in the log. */
export async function loggedTick(
  env: Env,
  ctx: ExecutionContext,
  { at, source }: { at: Instant; source: TickSource },
): Promise<void> {
  const startedAt = Date.now();
  try {
    const report = await runTick(tickPorts(env, ctx, source), at);
    if (report.taken) console.log(JSON.stringify(line(report, startedAt)));
  } catch (problem) {
    logProblem("tick", problem, { tickAt: toIso(at), source });
  }
}

const line = (report: Extract<TickReport, { taken: true }>, startedAt: Instant) => ({
  at: "tick",
  tickAt: toIso(report.at),
  source: report.source,
  checks: report.checks.length,
  failing: report.checks.filter(({ record }) => record.status === "DOWN").length,
  transitions: report.transitions,
  rowsWritten: report.rowsWritten,
  lagMs: startedAt - report.at,
  ms: Date.now() - startedAt,
});
