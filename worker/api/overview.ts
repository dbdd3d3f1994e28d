import { DAY_MS } from "../domain/schedule";
import { Hono } from "hono";
import type { StatusCount } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { Overview } from "../protocol/api";
import type { ApiEnv } from "./context";
import { freshness } from "./freshness";

const NO_FILTER = { status: null, tag: null, q: null };
const FIRST_PAGE = { limit: 10_000, cursor: null };

export const overviewRoutes = new Hono<ApiEnv>().get("/", async (c) => {
  const ports = c.var.ports;
  const now = ports.now();
  const live = await ports.rooms.position("all");
  const [counts, records, incidents, corruptRows, fresh] = await Promise.all([
    ports.endpoints.countByStatus(now),
    ports.endpoints.list(NO_FILTER, FIRST_PAGE, now),
    ports.incidents.count(now - DAY_MS),
    ports.countCorruptRows(),
    freshness(ports),
  ]);
  const answer: Overview = {
    totalEndpoints: records.data.length,
    statusBreakdown: breakdown(counts),
    openIncidents: incidents.open,
    incidents24h: incidents.since,
    uptime24h: mean(records.data.map(({ uptime24h }) => uptime24h)),
    averageResponseTime: mean(records.data.map(responseTimeOf)),
    corruptRows,
    ...fresh,
    live,
  };
  return c.json(answer);
});

function breakdown(counts: readonly StatusCount[]): Overview["statusBreakdown"] {
  const result = { UNKNOWN: 0, UP: 0, DEGRADED: 0, DOWN: 0, MAINTENANCE: 0, PAUSED: 0 };
  for (const { status, count } of counts) result[status] += count;
  return result;
}

/** How long a failing check waited is no response time. */
/** How long a heartbeat's run took is no response time. */
const responseTimeOf = ({ endpoint, state, lastCheck }: EndpointRecord): number | null =>
  endpoint.paused || endpoint.kind === "heartbeat" || state.status === "DOWN"
    ? null
    : (lastCheck?.responseTime ?? null);

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
