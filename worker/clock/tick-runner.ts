import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../env";
import { runTick } from "../pipeline";
import { apiPorts, runCleanUp, runRollups, runUnscheduledTick, tickPorts } from "../adapters/index";
import { expireSubscriptions } from "../adapters/subscriptions";
import { toIso, type Instant } from "../domain/instant";
import { HOUR_MS, MINUTE_MS } from "../domain/schedule";
import type { TickReport } from "../ports";
import type { TickSource } from "../protocol/tick-source";
import type { LiveEvent } from "../protocol/events";
import { logError } from "../log";

/** Runs ticks in invocations of their own. */
export class TickRunner extends WorkerEntrypoint<Env> {
  async tick(at: Instant, source: TickSource = "clock"): Promise<void> {
    await runLoggedTick(this.env, this.ctx, { at, source });
  }

  /** Looks again at what has just failed, at an instant that is no tick of the schedule. */
  async retry(endpointIds: string[]): Promise<void> {
    await withErrorLog("retry", { endpointIds }, async () => {
      const report = await runUnscheduledTick(this.env, this.ctx, { endpointIds, source: "retry" });
      console.log(JSON.stringify(logEntry(report, report.at)));
    });
  }

  /** Rolls up the hours that are over, and forgets what has expired. */
  async rollUp(): Promise<void> {
    const startedAt = Date.now();
    await withErrorLog("expire-subscriptions", {}, () => expireSubscriptions(this.env));
    await withErrorLog("roll-up", {}, async () => {
      const hours = await runRollups(this.env);
      if (hours.length > 0) {
        console.log(JSON.stringify({ at: "roll-up", hours, ms: Date.now() - startedAt }));
      }
    });
  }

  /** Clears away what people left behind. */
  async cleanUp(): Promise<void> {
    await withErrorLog("clean-up", {}, async () => {
      await runCleanUp(this.env);
    });
  }

  /** Tells everybody of the clock's own troubles. */
  async announce(event: LiveEvent): Promise<void> {
    await apiPorts(this.env, this.ctx).rooms.publish(["all"], [event]);
  }

  /** Null: every room that has listeners. */
  async resetRooms(room: string | null): Promise<void> {
    const { ROOM } = this.env;
    const rooms = room === null ? ["all", ...(await ROOM.getByName("all").activeRooms())] : [room];
    await Promise.all(rooms.map((name) => ROOM.getByName(name).resetEpoch()));
  }

  subMinuteIntervals(): Promise<number[]> {
    return apiPorts(this.env, this.ctx).ticks.subMinuteIntervals();
  }
}

/** One tick and its one line in the log. */
export async function runLoggedTick(
  env: Env,
  ctx: ExecutionContext,
  { at, source }: { at: Instant; source: TickSource },
): Promise<void> {
  const startedAt = Date.now();
  await withErrorLog("tick", { tickAt: toIso(at), source }, async () => {
    const report = await runTick(tickPorts(env, ctx, source), at);
    if (report.isClaimed) console.log(JSON.stringify(logEntry(report, startedAt)));
  });
  // In an invocation of its own: no tick waits for it.
  if (at % ROLL_UP_EVERY_MS === ROLL_UP_AFTER_MS) ctx.waitUntil(ctx.exports.TickRunner.rollUp());
  if (at % HOUR_MS === CLEAN_UP_AFTER_MS) ctx.waitUntil(ctx.exports.TickRunner.cleanUp());
}

/** Every five minutes, at a minute at which an hour that is over has settled. */
const ROLL_UP_EVERY_MS = 5 * MINUTE_MS;
const ROLL_UP_AFTER_MS = 2 * MINUTE_MS;
/** Every hour, at a minute at which nothing is rolled up. */
const CLEAN_UP_AFTER_MS = 4 * MINUTE_MS;

/** A tick that breaks is logged; the next one goes on. */
async function withErrorLog(step: string, facts: object, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (problem) {
    logError(step, problem, facts);
  }
}

const logEntry = (report: Extract<TickReport, { isClaimed: true }>, startedAt: Instant) => ({
  at: "tick",
  tickAt: toIso(report.at),
  source: report.source,
  checks: report.checks.length,
  failing: report.checks.filter(({ records }) => records[0]?.status === "DOWN").length,
  transitions: report.transitions,
  rowsWritten: report.rowsWritten,
  lagMs: startedAt - report.at,
  ms: Date.now() - startedAt,
});
