import { sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { alertEventsFor } from "../domain/alerts/alert";
import type { StateChange } from "../domain/status/conclude";
import { closeIncidents, openIncidents, resolveIncidents } from "./incident-changes";

/**
 * What the changes of one tick write, in a fixed number of statements however many endpoints
 * changed. The first is a compare-and-swap on each endpoint's version and returns the winners;
 * the others write only for winners, which they know by `written_at`.
 */
export function changeStatements(changes: readonly StateChange[], at: Instant): SQL[] {
  if (changes.length === 0) return [];
  const rows = JSON.stringify(changes.map((change) => changeRow(change, at)));
  const winners = sql`from json_each(${rows}) as c
    join endpoint_states as state on state.endpoint = c.value ->> 'endpoint'
      and state.written_at = ${at} and state.version = (c.value ->> 'version') + 1`;
  return [
    sql`
      update endpoint_states set
        status = c.value ->> 'status', since = c.value ->> 'since',
        consecutive_failures = c.value ->> 'consecutiveFailures',
        failing_since = c.value ->> 'failingSince',
        consecutive_successes = c.value ->> 'consecutiveSuccesses',
        last_down_at = c.value ->> 'lastDownAt',
        flap_count = c.value ->> 'flapCount', details = nullif(c.value -> 'details', 'null'),
        error_message = iif(c.value ->> 'from' is null and status <> 'UNKNOWN',
          error_message, c.value ->> 'errorMessage'),
        last_checked_at = coalesce(c.value ->> 'checkedAt', last_checked_at),
        last_response_time =
          iif(c.value ->> 'checkedAt' is null, last_response_time, c.value ->> 'responseTime'),
        version = version + 1, written_at = ${at}
      from json_each(${rows}) as c
      where endpoint_states.endpoint = c.value ->> 'endpoint'
        and endpoint_states.version = c.value ->> 'version'
      returning endpoint`,
    sql`
      insert into transitions (endpoint, from_status, to_status, at, since, error_message)
      select c.value ->> 'endpoint', c.value ->> 'from', c.value ->> 'status', ${at},
        c.value ->> 'since', c.value ->> 'errorMessage'
      ${winners} where c.value ->> 'from' is not null`,
    ...(changes.some(({ incident }) => incident?.kind === "started")
      ? [openIncidents(winners)]
      : []),
    ...(changes.some(({ incident }) => incident?.kind === "resolved")
      ? [
          resolveIncidents(winners, at),
          closeIncidents(
            sql`select parent_id from incidents where id in (select c.value ->> 'resolved' ${winners})`,
            at,
          ),
        ]
      : []),
    sql`
      insert into outbox (payload)
      select event.value ${winners}, json_each(c.value -> 'alertEvents') as event
      order by c.key, event.key`,
  ];
}

/** Those of the changes that won their race, from the answer to the first statement. */
export function appliedChanges(
  changes: readonly StateChange[],
  first: D1Result | undefined,
): StateChange[] {
  if (changes.length === 0 || !first) return [];
  const rows = first.results as { endpoint: number }[];
  const winners = new Set(rows.map(({ endpoint }) => endpoint));
  return changes.filter(({ endpoint }) => winners.has(endpoint.number));
}

type ChangedIncident = { id: string; parentId: string; memberCount?: number };
const isChangedIncident = (row: Partial<ChangedIncident>): row is ChangedIncident =>
  row.parentId !== undefined;

/** The incidents that lead others, of which something was opened or resolved. */
export function changedParents(answers: readonly D1Result[]): string[] {
  const rows = answers
    .flatMap(({ results }) => results as Partial<ChangedIncident>[])
    .filter(isChangedIncident);
  const parents = rows.filter(
    ({ id, parentId, memberCount = 0 }) => id !== parentId || memberCount > 0,
  );
  return [...new Set(parents.map(({ parentId }) => parentId))];
}

function changeRow(change: StateChange, at: Instant) {
  const { endpoint, version, state, transition, incident, record, errorMessage } = change;
  return {
    endpoint: endpoint.number,
    endpointId: endpoint.id,
    version,
    ...state,
    from: transition?.from ?? null,
    errorMessage,
    checkedAt: record ? at : null,
    responseTime: record?.responseTime ?? null,
    started: incident?.kind === "started" ? incident.incident.id : null,
    resolved: incident?.kind === "resolved" ? incident.id : null,
    alertEvents: alertEventsFor(change, at),
  };
}
