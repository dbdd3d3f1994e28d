import { checkRecord, type Check, type CheckRecord } from "./check";
import type { Endpoint } from "./endpoint";
import { incidentChange, type IncidentChange } from "./incident";
import type { Instant } from "./instant";
import { nextStatus, type StatusState, type Transition } from "./status";

/** An endpoint that is due, with what is remembered of it; `version` settles races at the store. */
export type Due = { endpoint: Endpoint; state: StatusState; version: number };

export type Checked = Due & { check: Check };

/** All that one check changes. `state` is null where nothing of the endpoint's own is to be written. */
export type Outcome = {
  endpoint: Endpoint;
  version: number;
  record: CheckRecord;
  state: StatusState | null;
  transition: Transition | null;
  incident: IncidentChange | null;
};

/** From a check to what is stored and told. Pure: run twice it says the same twice. */
export function conclude({ endpoint, state, version, check }: Checked, at: Instant): Outcome {
  const record = checkRecord(check);
  const next = nextStatus(state, check.verdict, endpoint, at);
  return {
    endpoint,
    version,
    record,
    state: next.state === state ? null : next.state,
    transition: next.transition,
    incident:
      next.transition &&
      incidentChange(endpoint.id, next.transition, next.state, record.errorMessage),
  };
}
