import { Hono } from "hono";
import * as v from "valibot";
import { dayAfter, dayOf, daysBetween } from "../domain/time-zone";
import { uptimeRatio } from "../domain/status/uptime";
import type { DaysView } from "../protocol/history";
import type { ApiEnv } from "./context";
import { countQuery, decode } from "./input";

const query = v.object({ days: v.optional(countQuery({ min: 1, max: 400 }), "90") });

/** The days of everything that is watched together, today included: a row each, however many endpoints. */
export const dailyUptimeRoutes = new Hono<ApiEnv>().get("/", async (c) => {
  const { days: count } = decode(query, c.req.query());
  const { history, now } = c.var.ports;
  const at = now();
  const today = dayOf(at, history.timeZone);
  const first = dayAfter(today, 1 - count);
  const bars = await history.mergedBars(first, at);
  const view: DaysView = {
    timeZone: history.timeZone,
    data: daysBetween(first, today).map((day) => {
      const bar = bars.get(day);
      const coveredMs = (bar?.coveredSeconds ?? 0) * 1_000;
      const downtimeMs = (bar?.downtimeSeconds ?? 0) * 1_000;
      return {
        day,
        uptime: uptimeRatio({ coveredMs, downtimeMs }),
        coveredMs,
        downtimeMs,
        hadMaintenance: bar?.hadMaintenance ?? false,
        incidents: bar?.incidents ?? 0,
        worst: bar?.worst ?? "UNKNOWN",
      };
    }),
  };
  return c.json(view);
});
