import type { EndpointView } from "$protocol/api";
import type { Status } from "$domain/status/status";

/** What an endpoint shows: paused hides everything else, and maintenance what the status is. */
export type EndpointDisplayStatus = Status | "MAINTENANCE" | "PAUSED";

export const ENDPOINT_DISPLAY_STATUSES = [
  "DOWN",
  "DEGRADED",
  "UNKNOWN",
  "MAINTENANCE",
  "UP",
  "PAUSED",
] as const satisfies readonly EndpointDisplayStatus[];

export const endpointDisplayStatus = ({
  paused,
  status,
  maintenance,
}: Pick<EndpointView, "paused" | "status" | "maintenance">): EndpointDisplayStatus =>
  paused ? "PAUSED" : maintenance ? "MAINTENANCE" : status;

export type Counts = Record<EndpointDisplayStatus, number>;

export function countStatuses(endpoints: readonly EndpointView[]): Counts {
  const counts: Counts = { DOWN: 0, DEGRADED: 0, UNKNOWN: 0, MAINTENANCE: 0, UP: 0, PAUSED: 0 };
  for (const endpoint of endpoints) counts[endpointDisplayStatus(endpoint)] += 1;
  return counts;
}

/** The answer to "is anything wrong?". */
export type OverallStatus =
  | { kind: "empty" }
  | { kind: "down"; endpoints: EndpointView[] }
  | { kind: "degraded"; endpoints: EndpointView[] }
  /** Nothing is wrong, but not everything has been looked at. */
  | { kind: "unknown"; endpoints: EndpointView[]; up: number }
  | { kind: "up"; up: number; maintenance: number; paused: number }
  | { kind: "maintenance"; maintenance: number }
  | { kind: "paused"; paused: number };

export function overallStatus(endpoints: readonly EndpointView[]): OverallStatus {
  if (endpoints.length === 0) return { kind: "empty" };
  const showing = (status: EndpointDisplayStatus) =>
    endpoints.filter((endpoint) => endpointDisplayStatus(endpoint) === status);
  const down = showing("DOWN");
  if (down.length > 0) return { kind: "down", endpoints: down };
  const degraded = showing("DEGRADED");
  if (degraded.length > 0) return { kind: "degraded", endpoints: degraded };
  const { UP: up, MAINTENANCE: maintenance, PAUSED: paused } = countStatuses(endpoints);
  const unknown = showing("UNKNOWN");
  if (unknown.length > 0) return { kind: "unknown", endpoints: unknown, up };
  if (up > 0) return { kind: "up", up, maintenance, paused };
  return maintenance > 0 ? { kind: "maintenance", maintenance } : { kind: "paused", paused };
}
