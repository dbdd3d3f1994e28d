import type { Instant } from "../instant";
import type { CheckDetails } from "../checks/observation";
import { MINUTE_MS } from "../schedule";
import type { Verdict } from "../checks/verdict";

export const STATUSES = ["UNKNOWN", "UP", "DEGRADED", "DOWN"] as const;
export type Status = (typeof STATUSES)[number];

/** What is remembered of an endpoint between two checks. */
export type StatusState = {
  status: Status;
  /** When what the status says began: for DOWN the first failing check, not the deciding one. */
  since: Instant;
  /** Consecutive failing checks, counted no further than the threshold. */
  consecutiveFailures: number;
  failingSince: Instant | null;
  /** Consecutive checks that did not fail while DOWN. */
  consecutiveSuccesses: number;
  /** When it last went DOWN, and how often in a row it had done so again soon after. */
  lastDownAt: Instant | null;
  flapCount: number;
  details: CheckDetails | null;
};

/** A change of status. `at` is when it was decided, `since` when what it says began. */
export type Transition = { from: Status; to: Status; at: Instant; since: Instant };

export type Thresholds = {
  failureThreshold: number;
  recoveryThreshold: number;
  intervalSeconds: number;
};

export const unknownSince = (at: Instant): StatusState => ({
  status: "UNKNOWN",
  since: at,
  consecutiveFailures: 0,
  failingSince: null,
  consecutiveSuccesses: 0,
  lastDownAt: null,
  flapCount: 0,
  details: null,
});

/**
 * The status after one more verdict. A healthy, unchanged endpoint gets back the very same state.
 * While `isHeld` a failing endpoint is counted but not called DOWN: what it depends on is in doubt.
 */
export function nextStatus(
  state: StatusState,
  verdict: Verdict,
  thresholds: Thresholds,
  { at, isAwaitingDependency = false }: { at: Instant; isAwaitingDependency?: boolean },
): { state: StatusState; transition: Transition | null } {
  switch (verdict.health) {
    case "failing":
      return afterFailure(state, thresholds, at, isAwaitingDependency);
    case "unknown":
      return afterUnknown(state, at);
    case "healthy":
      return afterSuccess(state, "UP", thresholds, at);
    case "degraded":
      return afterSuccess(state, "DEGRADED", thresholds, at);
  }
}

/** The state of an endpoint that is no longer watched. */
export function resetState(state: StatusState, at: Instant) {
  const unknown = unknownSince(at);
  return state.status === "UNKNOWN"
    ? { state: { ...unknown, since: state.since }, transition: null }
    : { state: unknown, transition: { from: state.status, to: unknown.status, at, since: at } };
}

/** It fails, and has not failed often enough to be called DOWN. */
export const hasPendingFailures = ({ status, consecutiveFailures }: StatusState): boolean =>
  status !== "DOWN" && consecutiveFailures > 0;

/** Going down again within this time, or six intervals, is a relapse: it flaps. */
const FLAP_WINDOW_MS = 30 * MINUTE_MS;
const FLAP_WINDOW_INTERVALS = 6;
/** The third time down asks for twice the recoveries, the fourth for four times, then for eight. */
const TOLERATED_FLAPS = 1;
const MAX_DOUBLINGS = 3;

/** How many consecutive good checks end a DOWN: more for an endpoint that flaps. */
export function requiredSuccesses(
  { flapCount }: Pick<StatusState, "flapCount">,
  { recoveryThreshold }: Thresholds,
): number {
  const doublings = Math.min(Math.max(0, flapCount - TOLERATED_FLAPS), MAX_DOUBLINGS);
  return recoveryThreshold * 2 ** doublings;
}

function afterFailure(
  state: StatusState,
  thresholds: Thresholds,
  at: Instant,
  isAwaitingDependency: boolean,
) {
  if (state.status === "DOWN") {
    return {
      state: state.consecutiveSuccesses === 0 ? state : { ...state, consecutiveSuccesses: 0 },
      transition: null,
    };
  }
  const { failureThreshold } = thresholds;
  const failures = Math.min(state.consecutiveFailures + 1, failureThreshold);
  const failingSince = state.failingSince ?? at;
  if (isAwaitingDependency && failures === state.consecutiveFailures)
    return { state, transition: null };
  const counted = { ...state, consecutiveFailures: failures, failingSince };
  if (isAwaitingDependency || failures < failureThreshold)
    return { state: counted, transition: null };
  const isFlap = state.lastDownAt !== null && at - state.lastDownAt <= flapWindowMs(thresholds);
  const down = { ...counted, lastDownAt: at, flapCount: isFlap ? state.flapCount + 1 : 0 };
  return moveTo("DOWN", down, failingSince, at);
}

const flapWindowMs = ({ intervalSeconds }: Thresholds): number =>
  Math.max(FLAP_WINDOW_MS, FLAP_WINDOW_INTERVALS * intervalSeconds * 1_000);

/** What cannot be known ends what was known, but resolves no incident. */
function afterUnknown(state: StatusState, at: Instant) {
  if (state.status === "DOWN") return { state, transition: null };
  const settled = withoutFailures(state);
  return state.status === "UNKNOWN"
    ? { state: settled, transition: null }
    : moveTo("UNKNOWN", settled, at, at);
}

function afterSuccess(
  state: StatusState,
  status: "UP" | "DEGRADED",
  thresholds: Thresholds,
  at: Instant,
) {
  if (
    state.status === "DOWN" &&
    state.consecutiveSuccesses + 1 < requiredSuccesses(state, thresholds)
  ) {
    return {
      state: { ...state, consecutiveSuccesses: state.consecutiveSuccesses + 1 },
      transition: null,
    };
  }
  const settled = withoutFailures(state);
  return state.status === status
    ? { state: settled, transition: null }
    : moveTo(status, settled, at, at);
}

const withoutFailures = (state: StatusState): StatusState =>
  state.consecutiveFailures === 0
    ? state
    : { ...state, consecutiveFailures: 0, failingSince: null, consecutiveSuccesses: 0 };

function moveTo(to: Status, state: StatusState, since: Instant, at: Instant) {
  return {
    state: { ...state, status: to, since, consecutiveSuccesses: 0 },
    transition: { from: state.status, to, at, since },
  };
}
