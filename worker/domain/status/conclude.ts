import { checkRecord, type CheckResult, type CheckRecord } from "../checks/check";
import { dependencyState, type Ancestor } from "./dependency";
import type { Endpoint } from "../checks/endpoint";
import { incidentChange, type IncidentChange } from "../incidents/incident";
import type { Instant } from "../instant";
import type { CheckDetails } from "../checks/observation";
import { formatReason } from "../reason";
import {
  resetState,
  hasPendingFailures,
  nextStatus,
  type StatusState,
  type Transition,
} from "./status";
import type { Verdict } from "../checks/verdict";

/** What is remembered of an endpoint; `version` settles races at the store. */
export type EndpointSnapshot = {
  endpoint: Endpoint;
  state: StatusState;
  version: number;
  /** The instant of the check or act that changed it last. */
  changedAt: Instant;
  errorMessage: string | null;
  inMaintenance: boolean;
  /** All through which it is reached, at any distance. */
  ancestors: Ancestor[];
};

/** One check: its looks, of which the first was made from here, and what they amount to. */
export type CompletedCheck = { endpoint: Endpoint; results: CheckResult[]; verdict: Verdict };

/** A change of what is remembered, with all that follows from it. */
export type StateChange = {
  endpoint: Endpoint;
  /** The version that the change was made from. */
  version: number;
  state: StatusState;
  /** The `since` of the state before. */
  previousSince: Instant;
  /** Ids of all through which it is reached. */
  dependencyIds: string[];
  transition: Transition | null;
  incident: IncidentChange | null;
  /** The look behind it; null where a person's act is. */
  record: CheckRecord | null;
  /** Why the status is what it is; null when it is well. */
  errorMessage: string | null;
  /** What is newly known of it beyond its status; null where that is as before. */
  details: CheckDetails | null;
};

/** All that one check leads to. Where nothing of the endpoint's own changed, `change` is null. */
export type CheckOutcome = {
  endpoint: Endpoint;
  records: CheckRecord[];
  change: StateChange | null;
  /** One more failure is counted and nothing is decided: a look before the next tick would tell. */
  hasPendingFailures: boolean;
  /** What it depends on has to be decided first. */
  isAwaitingDependency: boolean;
};

/** From a check to what is stored and told. Pure: run twice it says the same twice. */
export function conclude(
  snapshot: EndpointSnapshot,
  check: CompletedCheck,
  at: Instant,
): CheckOutcome {
  const { endpoint, state, inMaintenance } = snapshot;
  const records = check.results.map(checkRecord);
  // What comes late changes nothing that was decided after it.
  if (at < snapshot.changedAt) {
    return {
      endpoint,
      records,
      change: null,
      hasPendingFailures: false,
      isAwaitingDependency: false,
    };
  }
  const { downDependency, hasPendingFailures: isAwaitingDependency } = dependencyState(
    snapshot.ancestors,
  );
  const verdict = verdictBehind(check.verdict, downDependency);
  const next =
    inMaintenance && verdict.health !== "healthy"
      ? { state: clearPendingFailures(state), transition: null }
      : nextStatus(state, verdict, endpoint, { at, isAwaitingDependency });
  const after = withDetails(next.state, check.results[0]);
  const errorMessage = verdict.health === "healthy" ? null : formatReason(verdict.reason);
  const hasChanged =
    after !== state || (isStillUnknown(after, verdict) && errorMessage !== snapshot.errorMessage);
  const change = hasChanged
    ? stateChange(snapshot, { ...next, state: after }, { record: records[0] ?? null, errorMessage })
    : null;
  return {
    endpoint,
    records,
    change,
    hasPendingFailures: hasChanged && hasPendingFailures(after),
    isAwaitingDependency,
  };
}

/** Why nothing is known may change while nothing is known. */
const isStillUnknown = ({ status }: StatusState, { health }: Verdict): boolean =>
  status === "UNKNOWN" && health === "unknown";

/**
 * Pausing ends what was known: the status is UNKNOWN from here on, and an open incident is over. It
 * is a change even where nothing was known, so that a check under way loses its race against it.
 */
export const concludePause = (snapshot: SnapshotToChange, at: Instant): StateChange =>
  stateChange(snapshot, resetState(snapshot.state, at), { record: null, errorMessage: null });

/** A failure behind something that is down says nothing about the endpoint itself. */
const verdictBehind = (verdict: Verdict, downDependency: string | null): Verdict =>
  downDependency !== null && verdict.health === "failing"
    ? { health: "unknown", reason: { kind: "through", name: downDependency } }
    : verdict;

/** In a maintenance nothing that fails is counted. */
const clearPendingFailures = (state: StatusState): StatusState =>
  hasPendingFailures(state) ? { ...state, consecutiveFailures: 0, failingSince: null } : state;

function withDetails(state: StatusState, result: CheckResult | undefined): StatusState {
  const observation = result?.observation;
  const details: CheckDetails | undefined =
    observation && observation.outcome !== "unknowable" ? observation.details : undefined;
  return details === undefined || JSON.stringify(details) === JSON.stringify(state.details)
    ? state
    : { ...state, details };
}

type SnapshotToChange = Pick<EndpointSnapshot, "endpoint" | "state" | "version"> &
  Partial<Pick<EndpointSnapshot, "ancestors">>;

function stateChange(
  { endpoint, state: before, version, ancestors = [] }: SnapshotToChange,
  { state: after, transition }: { state: StatusState; transition: Transition | null },
  because: Pick<StateChange, "record" | "errorMessage">,
): StateChange {
  const incident =
    transition && incidentChange(endpoint.id, { before, after, transition }, because.errorMessage);
  const details = after.details === before.details ? null : after.details;
  return {
    endpoint,
    version,
    state: after,
    previousSince: before.since,
    dependencyIds: ancestors.map((ancestor) => ancestor.endpoint.id),
    transition,
    incident,
    details,
    ...because,
  };
}
