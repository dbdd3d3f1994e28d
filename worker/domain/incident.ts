import type { Instant } from "./instant";
import type { StatusState, Transition } from "./status";

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
  { kind: "started"; incident: Incident } | { kind: "resolved"; resolvedAt: Instant };

/** The identity is (endpoint, start): a tick that runs twice cannot open a second one. */
export const incidentId = (endpointId: string, startedAt: Instant): string =>
  `${endpointId}-${startedAt.toString(36)}`;

/** What a transition does to the endpoint's incidents. */
export function incidentChange(
  endpointId: string,
  transition: Transition,
  state: StatusState,
  errorMessage: string | null,
): IncidentChange | null {
  if (transition.to === "DOWN") {
    return {
      kind: "started",
      incident: {
        id: incidentId(endpointId, transition.since),
        startedAt: transition.since,
        resolvedAt: null,
        failureCount: state.failures,
        errorMessage,
      },
    };
  }
  return transition.from === "DOWN" ? { kind: "resolved", resolvedAt: transition.at } : null;
}
