import type { EndpointView } from "$protocol/api";
import type { IncidentView } from "$protocol/incidents";
import { isTimed } from "./endpoint-form/fields";
import { shownStatus } from "./standing";

/** The middle value; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + sorted[middle - 1]!) / 2;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Answering = EndpointView & { lastResponseTime: number };

/** Endpoints that answer, slowest first. How long a failing check waited is no response time. */
export function bySlowness(endpoints: readonly EndpointView[]): Answering[] {
  return endpoints
    .filter((endpoint): endpoint is Answering => {
      const status = shownStatus(endpoint);
      const isAnswering = status === "UP" || status === "DEGRADED";
      return isAnswering && isTimed(endpoint.kind) && endpoint.lastResponseTime !== null;
    })
    .sort((a, b) => b.lastResponseTime - a.lastResponseTime);
}

export const meanUptime = (endpoints: readonly EndpointView[]): number | null =>
  mean(endpoints.map(({ uptime24h }) => uptime24h).filter((uptime) => uptime !== null));

export const DAY_MS = 86_400_000;

/** Whole days until an instant; negative once it is past. */
export const daysLeft = (at: string, now: number): number =>
  Math.floor((Date.parse(at) - now) / DAY_MS);

/** Incidents that lie in the last 24 hours, at least in part. */
export const incidentsOfDay = (incidents: readonly IncidentView[], now: number): IncidentView[] =>
  incidents.filter(({ resolvedAt }) => !resolvedAt || Date.parse(resolvedAt) > now - DAY_MS);
