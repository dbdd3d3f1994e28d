import { Hono } from "hono";
import { toIso } from "../domain/instant";
import type { Health } from "../protocol/api";
import type { ApiEnv } from "./app";
import { isStalled } from "./freshness";

/** Open to everybody: whether ticks run. Asking also wakes a clock that has none to wake it. */
export const health = new Hono<ApiEnv>().get("/", async (c) => {
  const ports = c.var.ports;
  const last = await ports.ticks.last();
  ports.afterwards(ports.wakeClock());
  if (!last) {
    const starting: Health = { status: "starting", lastTickAt: null, lagMs: null, source: null };
    return c.json(starting, 503);
  }
  const stalled = isStalled(last.at, ports.now());
  const health: Health = {
    status: stalled ? "stalled" : "ok",
    lastTickAt: toIso(last.at),
    lagMs: last.lagMs,
    source: last.source,
  };
  return c.json(health, stalled ? 503 : 200);
});
