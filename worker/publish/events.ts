import type { Endpoint } from "../domain/checks/endpoint";
import type { IncidentChange } from "../domain/incidents/incident";
import type { IncidentAction, IncidentRecord } from "../domain/incidents/actions";
import { toIso, type Instant } from "../domain/instant";
import type { StateChange } from "../domain/status/conclude";
import type { Period } from "../domain/status/uptime";
import type { MaintenanceChange } from "../ports";
import type { LiveEvent } from "../protocol/events";
import { checkDetailsView } from "../protocol/check-details";
import { incidentView } from "../protocol/incident-view";

/** What a stored change says to those who listen, in the order in which it makes sense. */
export function eventsForChange(change: StateChange, at: Instant): LiveEvent[] {
  const { endpoint, transition, incident, record, errorMessage } = change;
  const events: LiveEvent[] = [];
  if (transition) {
    events.push({
      type: "endpoint:status-changed",
      at: toIso(at),
      data: {
        endpointId: endpoint.id,
        endpointName: endpoint.name,
        previousStatus: transition.from,
        currentStatus: transition.to,
        timestamp: toIso(transition.at),
        responseTime: record?.responseTime ?? null,
        errorMessage,
      },
    });
  }
  if (incident) events.push(incidentChangeEvent(endpoint, incident, at));
  if (change.details) {
    events.push({
      type: "endpoint:updated",
      at: toIso(at),
      data: { endpointId: endpoint.id, changes: { details: checkDetailsView(change.details) } },
    });
  }
  return events;
}

/** What an incident has become. `act` is what a person did; null where checks did. */
export const incidentUpdatedEvent = (
  incident: IncidentRecord,
  act: IncidentAction | null,
  at: Instant,
): LiveEvent => ({
  type: "incident:updated",
  at: toIso(at),
  data: {
    incidentId: incident.id,
    incident: incidentView(incident),
    partIds: incident.memberIds,
    act: act && { kind: act.kind, by: act.by, status: act.status, body: act.body },
  },
});

/** A silence of which nothing is known, told when it is over. */
export function stallEvents({ from, to }: Period): LiveEvent[] {
  const stall = { source: "all", since: toIso(from) } as const;
  return [
    { type: "clock:stalled", at: toIso(to), data: stall },
    { type: "clock:recovered", at: toIso(to), data: { ...stall, duration: to - from } },
  ];
}

export function maintenanceEvent(change: MaintenanceChange, at: Instant): LiveEvent {
  const { kind, maintenance, window } = change;
  return {
    type: kind === "started" ? "maintenance:started" : "maintenance:ended",
    at: toIso(at),
    data: {
      maintenanceId: maintenance.id,
      title: maintenance.title,
      endpointIds: maintenance.endpointIds,
      startsAt: toIso(window.from),
      endsAt: toIso(window.to),
    },
  };
}

function incidentChangeEvent(endpoint: Endpoint, change: IncidentChange, at: Instant): LiveEvent {
  const about = { endpointId: endpoint.id, endpointName: endpoint.name };
  if (change.kind === "started") {
    const { id, startedAt, failureCount } = change.incident;
    return {
      type: "incident:started",
      at: toIso(at),
      data: { incidentId: id, ...about, startedAt: toIso(startedAt), failureCount },
    };
  }
  return {
    type: "incident:resolved",
    at: toIso(at),
    data: {
      incidentId: change.id,
      ...about,
      resolvedAt: toIso(change.resolvedAt),
      duration: change.resolvedAt - change.startedAt,
    },
  };
}
