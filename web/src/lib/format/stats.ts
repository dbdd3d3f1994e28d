import type { EndpointView } from "$protocol/api";
import type { IncidentView } from "$protocol/incidents";
import { hasResponseTime } from "../forms/endpoint/fields";
import { endpointDisplayStatus } from "../stores/overall-status";

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

type AnsweringEndpoint = EndpointView & { lastResponseTime: number };

/** Endpoints that answer, slowest first. How long a failing check waited is no response time. */
export function sortedBySlowness(endpoints: readonly EndpointView[]): AnsweringEndpoint[] {
  return endpoints
    .filter((endpoint): endpoint is AnsweringEndpoint => {
      const status = endpointDisplayStatus(endpoint);
      const isAnswering = status === "UP" || status === "DEGRADED";
      return isAnswering && hasResponseTime(endpoint.kind) && endpoint.lastResponseTime !== null;
    })
    .sort((a, b) => b.lastResponseTime - a.lastResponseTime);
}

export const meanUptime = (endpoints: readonly EndpointView[]): number | null =>
  mean(endpoints.map(({ uptime24h }) => uptime24h).filter((uptime) => uptime !== null));

export const MS_PER_DAY = 86_400_000;

/** Whole days until an instant; negative once it is past. */
export const daysLeft = (at: string, now: number): number =>
  Math.floor((Date.parse(at) - now) / MS_PER_DAY);

/** Incidents that lie in the last 24 hours, at least in part. */
export const incidentsOfLast24h = (
  incidents: readonly IncidentView[],
  now: number,
): IncidentView[] =>
  incidents.filter(({ resolvedAt }) => !resolvedAt || Date.parse(resolvedAt) > now - MS_PER_DAY);
