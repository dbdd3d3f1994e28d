import type { Endpoint } from "../domain/endpoint";
import type { IncidentChange } from "../domain/incident";
import { toIso, type Instant } from "../domain/instant";
import type { Change } from "../domain/outcome";
import type { LiveEvent } from "../protocol/events";

/** What a stored change says to those who listen, in the order in which it makes sense. */
export function eventsOf(change: Change, at: Instant): LiveEvent[] {
  const { endpoint, transition, incident, record } = change;
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
        errorMessage: record?.errorMessage ?? null,
      },
    });
  }
  if (incident) events.push(incidentEvent(endpoint, incident, at));
  return events;
}

function incidentEvent(endpoint: Endpoint, change: IncidentChange, at: Instant): LiveEvent {
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
