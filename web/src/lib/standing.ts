import type { EndpointView } from "$protocol/api";
import type { Status } from "$domain/status";

/** What an endpoint shows: paused hides what the status last was. */
export type ShownStatus = Status | "PAUSED";

export const SHOWN_STATUSES = [
  "DOWN",
  "DEGRADED",
  "UNKNOWN",
  "UP",
  "PAUSED",
] as const satisfies readonly ShownStatus[];

export const shownStatus = ({ paused, status }: EndpointView): ShownStatus =>
  paused ? "PAUSED" : status;

export type Counts = Record<ShownStatus, number>;

export function countStatuses(endpoints: readonly EndpointView[]): Counts {
  const counts: Counts = { DOWN: 0, DEGRADED: 0, UNKNOWN: 0, UP: 0, PAUSED: 0 };
  for (const endpoint of endpoints) counts[shownStatus(endpoint)] += 1;
  return counts;
}

/** The answer to "is anything wrong?". */
export type Standing =
  | { kind: "empty" }
  | { kind: "down"; endpoints: EndpointView[] }
  | { kind: "degraded"; endpoints: EndpointView[] }
  /** Nothing is wrong, but not everything has been looked at. */
  | { kind: "unknown"; unknown: number; up: number }
  | { kind: "up"; up: number; paused: number }
  | { kind: "paused"; paused: number };

export function standingOf(endpoints: readonly EndpointView[]): Standing {
  if (endpoints.length === 0) return { kind: "empty" };
  const showing = (status: ShownStatus) => endpoints.filter((one) => shownStatus(one) === status);
  const down = showing("DOWN");
  if (down.length > 0) return { kind: "down", endpoints: down };
  const degraded = showing("DEGRADED");
  if (degraded.length > 0) return { kind: "degraded", endpoints: degraded };
  const { UNKNOWN: unknown, UP: up, PAUSED: paused } = countStatuses(endpoints);
  if (unknown > 0) return { kind: "unknown", unknown, up };
  return up > 0 ? { kind: "up", up, paused } : { kind: "paused", paused };
}
