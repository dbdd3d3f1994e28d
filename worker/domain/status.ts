import type { Instant } from "./instant";
import type { Verdict } from "./verdict";

export const STATUSES = ["UNKNOWN", "UP", "DEGRADED", "DOWN"] as const;
export type Status = (typeof STATUSES)[number];

/** What is remembered of an endpoint between two checks. */
export type StatusState = {
  status: Status;
  /** When what the status says began: for DOWN the first failing check, not the deciding one. */
  since: Instant;
  /** Consecutive failing checks, counted no further than the threshold. */
  failures: number;
  failingSince: Instant | null;
  /** Consecutive checks that did not fail while DOWN. */
  recoveries: number;
};

/** A change of status. `at` is when it was decided, `since` when what it says began. */
export type Transition = { from: Status; to: Status; at: Instant; since: Instant };

export type Thresholds = { failureThreshold: number; recoveryThreshold: number };

export const unknownSince = (at: Instant): StatusState => ({
  status: "UNKNOWN",
  since: at,
  failures: 0,
  failingSince: null,
  recoveries: 0,
});

/** The status after one more verdict. A healthy, unchanged endpoint gets back the very same state. */
export function nextStatus(
  state: StatusState,
  verdict: Verdict,
  thresholds: Thresholds,
  at: Instant,
): { state: StatusState; transition: Transition | null } {
  return verdict.health === "failing"
    ? afterFailure(state, thresholds.failureThreshold, at)
    : afterSuccess(state, verdict.health === "healthy" ? "UP" : "DEGRADED", thresholds, at);
}

/** The state of an endpoint that is no longer watched. */
export function forgotten(state: StatusState, at: Instant) {
  const unknown = unknownSince(at);
  return state.status === "UNKNOWN"
    ? { state: { ...unknown, since: state.since }, transition: null }
    : { state: unknown, transition: { from: state.status, to: unknown.status, at, since: at } };
}

function afterFailure(state: StatusState, threshold: number, at: Instant) {
  if (state.status === "DOWN") {
    return {
      state: state.recoveries === 0 ? state : { ...state, recoveries: 0 },
      transition: null,
    };
  }
  const failures = state.failures + 1;
  const failingSince = state.failingSince ?? at;
  const counted = { ...state, failures, failingSince };
  return failures >= threshold
    ? moveTo("DOWN", counted, failingSince, at)
    : { state: counted, transition: null };
}

function afterSuccess(
  state: StatusState,
  status: "UP" | "DEGRADED",
  { recoveryThreshold }: Thresholds,
  at: Instant,
) {
  if (state.status === "DOWN" && state.recoveries + 1 < recoveryThreshold) {
    return { state: { ...state, recoveries: state.recoveries + 1 }, transition: null };
  }
  const settled =
    state.failures === 0 ? state : { ...state, failures: 0, failingSince: null, recoveries: 0 };
  return state.status === status
    ? { state: settled, transition: null }
    : moveTo(status, settled, at, at);
}

function moveTo(to: Status, state: StatusState, since: Instant, at: Instant) {
  return {
    state: { ...state, status: to, since, recoveries: 0 },
    transition: { from: state.status, to, at, since },
  };
}
