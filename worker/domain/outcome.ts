import { checkRecord, type Check, type CheckRecord } from "./check";
import type { Endpoint } from "./endpoint";
import { incidentChange, type IncidentChange } from "./incident";
import type { Instant } from "./instant";
import { forgotten, nextStatus, type StatusState, type Transition } from "./status";

/** An endpoint that is due, with what is remembered of it; `version` settles races at the store. */
export type Due = { endpoint: Endpoint; state: StatusState; version: number };

export type Checked = Due & { check: Check };

/** A change of what is remembered, with all that follows from it. */
export type Change = {
  endpoint: Endpoint;
  /** The version that the change was made from. */
  version: number;
  state: StatusState;
  transition: Transition | null;
  incident: IncidentChange | null;
  /** The check behind it; null where a person's act is. */
  record: CheckRecord | null;
};

/** All that one check leads to. Where nothing of the endpoint's own changed, `change` is null. */
export type Outcome = { endpoint: Endpoint; record: CheckRecord; change: Change | null };

/** From a check to what is stored and told. Pure: run twice it says the same twice. */
export function conclude({ endpoint, state, version, check }: Checked, at: Instant): Outcome {
  const record = checkRecord(check);
  const next = nextStatus(state, check.verdict, endpoint, at);
  if (next.state === state) return { endpoint, record, change: null };
  return { endpoint, record, change: changeOf({ endpoint, state, version }, next, record) };
}

/** Pausing ends what was known: the status is UNKNOWN from here on, and an open incident is over. */
export function concludePause(due: Due, at: Instant): Change | null {
  if (due.state.status === "UNKNOWN" && due.state.failures === 0) return null;
  return changeOf(due, forgotten(due.state, at), null);
}

function changeOf(
  { endpoint, state: before, version }: Due,
  { state: after, transition }: { state: StatusState; transition: Transition | null },
  record: CheckRecord | null,
): Change {
  const incident =
    transition &&
    incidentChange(endpoint.id, { before, after, transition }, record?.errorMessage ?? null);
  return { endpoint, version, state: after, transition, incident, record };
}
