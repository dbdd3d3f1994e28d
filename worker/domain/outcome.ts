import { checkRecord, type Check, type CheckRecord } from "./check";
import { standing, type Ancestor } from "./dependency";
import type { Endpoint } from "./endpoint";
import { incidentChange, type IncidentChange } from "./incident";
import type { Instant } from "./instant";
import type { Facts } from "./observation";
import { explain } from "./reason";
import { forgotten, isInDoubt, nextStatus, type StatusState, type Transition } from "./status";
import type { Verdict } from "./verdict";

/** What is remembered of an endpoint; `version` settles races at the store. */
export type Remembered = {
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
export type Checked = { endpoint: Endpoint; looks: Check[]; verdict: Verdict };

/** A change of what is remembered, with all that follows from it. */
export type Change = {
  endpoint: Endpoint;
  /** The version that the change was made from. */
  version: number;
  state: StatusState;
  /** The `since` of the state before. */
  beganAt: Instant;
  /** Ids of all through which it is reached. */
  reachedThrough: string[];
  transition: Transition | null;
  incident: IncidentChange | null;
  /** The look behind it; null where a person's act is. */
  record: CheckRecord | null;
  /** Why the status is what it is; null when it is well. */
  errorMessage: string | null;
  /** What is newly known of it beyond its status; null where that is as before. */
  facts: Facts | null;
};

/** All that one check leads to. Where nothing of the endpoint's own changed, `change` is null. */
export type Outcome = {
  endpoint: Endpoint;
  records: CheckRecord[];
  change: Change | null;
  /** One more failure is counted and nothing is decided: a look before the next tick would tell. */
  isInDoubt: boolean;
  /** What it depends on has to be decided first. */
  isHeld: boolean;
};

/** From a check to what is stored and told. Pure: run twice it says the same twice. */
export function conclude(remembered: Remembered, checked: Checked, at: Instant): Outcome {
  const { endpoint, state, inMaintenance } = remembered;
  const records = checked.looks.map(checkRecord);
  // What comes late changes nothing that was decided after it.
  if (at < remembered.changedAt) {
    return { endpoint, records, change: null, isInDoubt: false, isHeld: false };
  }
  const { through, isInDoubt: isHeld } = standing(remembered.ancestors);
  const verdict = verdictThrough(checked.verdict, through);
  const next =
    inMaintenance && verdict.health !== "healthy"
      ? { state: calm(state), transition: null }
      : nextStatus(state, verdict, endpoint, { at, isHeld });
  const after = withFacts(next.state, checked.looks[0]);
  const errorMessage = verdict.health === "healthy" ? null : explain(verdict.reason);
  const isNews =
    after !== state || (isStillUnknown(after, verdict) && errorMessage !== remembered.errorMessage);
  const change = isNews
    ? changeOf(remembered, { ...next, state: after }, { record: records[0] ?? null, errorMessage })
    : null;
  return { endpoint, records, change, isInDoubt: isNews && isInDoubt(after), isHeld };
}

/** Why nothing is known may change while nothing is known. */
const isStillUnknown = ({ status }: StatusState, { health }: Verdict): boolean =>
  status === "UNKNOWN" && health === "unknown";

/**
 * Pausing ends what was known: the status is UNKNOWN from here on, and an open incident is over. It
 * is a change even where nothing was known, so that a check under way loses its race against it.
 */
export const concludePause = (remembered: ToChange, at: Instant): Change =>
  changeOf(remembered, forgotten(remembered.state, at), { record: null, errorMessage: null });

/** A failure behind something that is down says nothing about the endpoint itself. */
const verdictThrough = (verdict: Verdict, through: string | null): Verdict =>
  through !== null && verdict.health === "failing"
    ? { health: "unknown", reason: { kind: "through", name: through } }
    : verdict;

/** In a maintenance nothing that fails is counted. */
const calm = (state: StatusState): StatusState =>
  isInDoubt(state) ? { ...state, failures: 0, failingSince: null } : state;

function withFacts(state: StatusState, look: Check | undefined): StatusState {
  const seen = look?.observation;
  const facts: Facts | undefined = seen && seen.outcome !== "unknowable" ? seen.facts : undefined;
  return facts === undefined || JSON.stringify(facts) === JSON.stringify(state.facts)
    ? state
    : { ...state, facts };
}

type ToChange = Pick<Remembered, "endpoint" | "state" | "version"> &
  Partial<Pick<Remembered, "ancestors">>;

function changeOf(
  { endpoint, state: before, version, ancestors = [] }: ToChange,
  { state: after, transition }: { state: StatusState; transition: Transition | null },
  because: Pick<Change, "record" | "errorMessage">,
): Change {
  const incident =
    transition && incidentChange(endpoint.id, { before, after, transition }, because.errorMessage);
  const facts = after.facts === before.facts ? null : after.facts;
  return {
    endpoint,
    version,
    state: after,
    beganAt: before.since,
    reachedThrough: ancestors.map((ancestor) => ancestor.endpoint.id),
    transition,
    incident,
    facts,
    ...because,
  };
}
