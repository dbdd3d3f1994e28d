import { Hono } from "hono";
import { toIso, type Instant } from "../domain/instant";
import { nextTickAt } from "../domain/schedule";
import type { ApiPorts, LastTick } from "../ports";
import type { Health } from "../protocol/api";
import type { ApiEnv } from "./context";
import { isStalled } from "./freshness";

/** More than cron's grace: the clock has had its turn. */
const LATE_MS = 10_000;

/**
 * Open to everybody: whether ticks run. Asking wakes a clock that is late,
 * which is how a fresh laptop, where cron never fires, gets its first tick.
 */
export const healthRoutes = new Hono<ApiEnv>().get("/", async (c) => {
  const ports = c.var.ports;
  const last = await ports.ticks.last();
  const now = ports.now();
  if (await isLate(ports, last, now)) ports.waitUntil(ports.wakeClock());
  if (!last) {
    const starting: Health = { status: "starting", lastTickAt: null, lagMs: null, source: null };
    return c.json(starting, 503);
  }
  const stalled = isStalled(last.at, now);
  const health: Health = {
    status: stalled ? "stalled" : "ok",
    lastTickAt: toIso(last.at),
    lagMs: last.lagMs,
    source: last.source,
  };
  return c.json(health, stalled ? 503 : 200);
});

async function isLate(ports: ApiPorts, last: LastTick | null, now: Instant): Promise<boolean> {
  if (!last) return true;
  return now > nextTickAt(await ports.ticks.subMinuteIntervals(), last.at) + LATE_MS;
}
