import type { Instant } from "../instant";
import type { StatusState, Transition } from "../status/status";

/** An interval in which an endpoint was down. Opened and resolved exactly once per interval. */
export type Incident = {
  id: string;
  startedAt: Instant;
  resolvedAt: Instant | null;
  /** Consecutive failing checks when it was opened. */
  failureCount: number;
  errorMessage: string | null;
};

export type IncidentChange =
  | { kind: "started"; incident: Incident }
  | { kind: "resolved"; id: string; startedAt: Instant; resolvedAt: Instant };

/** The identity is (endpoint, start): a tick that runs twice cannot open a second one. */
export const incidentId = (endpointId: string, startedAt: Instant): string =>
  `${endpointId}-${startedAt.toString(36)}`;

/** What a move from one state to the next does to the endpoint's incidents. */
export function incidentChange(
  endpointId: string,
  change: { before: StatusState; after: StatusState; transition: Transition },
  errorMessage: string | null,
): IncidentChange | null {
  const { before, after, transition } = change;
  if (transition.to === "DOWN") {
    return {
      kind: "started",
      incident: {
        id: incidentId(endpointId, after.since),
        startedAt: after.since,
        resolvedAt: null,
        failureCount: after.consecutiveFailures,
        errorMessage,
      },
    };
  }
  if (transition.from !== "DOWN") return null;
  const id = incidentId(endpointId, before.since);
  return { kind: "resolved", id, startedAt: before.since, resolvedAt: transition.at };
}
