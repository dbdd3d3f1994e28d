import { checkRecord, type Check, type CheckRecord } from "./check";
import type { Endpoint } from "./endpoint";
import { incidentChange, type IncidentChange } from "./incident";
import type { Instant } from "./instant";
import { forgotten, nextStatus, type StatusState, type Transition } from "./status";

/** What is remembered of an endpoint; `version` settles races at the store. */
export type Remembered = { endpoint: Endpoint; state: StatusState; version: number };

export type Checked = { endpoint: Endpoint; check: Check };

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
export function conclude(
  { endpoint, state, version }: Remembered,
  check: Check,
  at: Instant,
): Outcome {
  const record = checkRecord(check);
  const next = nextStatus(state, check.verdict, endpoint, at);
  if (next.state === state) return { endpoint, record, change: null };
  return { endpoint, record, change: changeOf({ endpoint, state, version }, next, record) };
}

/**
 * Pausing ends what was known: the status is UNKNOWN from here on, and an open incident is over. It
 * is a change even where nothing was known, so that a check under way loses its race against it.
 */
export const concludePause = (remembered: Remembered, at: Instant): Change =>
  changeOf(remembered, forgotten(remembered.state, at), null);

function changeOf(
  { endpoint, state: before, version }: Remembered,
  { state: after, transition }: { state: StatusState; transition: Transition | null },
  record: CheckRecord | null,
): Change {
  const incident =
    transition &&
    incidentChange(endpoint.id, { before, after, transition }, record?.errorMessage ?? null);
  return { endpoint, version, state: after, transition, incident, record };
}
