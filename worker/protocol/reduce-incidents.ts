import { NO_OVERRIDES } from "../domain/incidents/actions";
import type { LiveEventOf } from "./events";
import type { IncidentView } from "./incidents";

/** An incident as the checks opened it. */
export function incidentFromStart(
  { data }: LiveEventOf<"incident:started">,
  errorMessage: string | null,
): IncidentView {
  const { title, severity, state, openedBy, acknowledgedBy, assignedTo, version } = NO_OVERRIDES;
  const { incidentId, endpointId, endpointName, startedAt, failureCount } = data;
  return {
    id: incidentId,
    endpointId,
    endpointName,
    status: "open",
    startedAt,
    resolvedAt: null,
    duration: null,
    failureCount,
    errorMessage,
    mergedInto: null,
    title,
    severity,
    state,
    affected: [{ endpointId, endpointName, impact: "major_outage" }],
    affectedCount: 1,
    openedBy,
    acknowledgedAt: null,
    acknowledgedBy,
    assignedTo,
    closedAt: null,
    version,
  };
}

/** One that stands for itself is over with it; of others `incident:updated` tells. */
export function resolveIncident(
  incidents: IncidentView[],
  { data }: LiveEventOf<"incident:resolved">,
): IncidentView[] {
  const { incidentId, resolvedAt, duration } = data;
  return incidents.map((incident) => {
    if (incident.id !== incidentId) return incident;
    const resolved = { ...incident, status: "resolved" as const, resolvedAt, duration };
    return incident.mergedInto === null && incident.affectedCount <= 1 && incident.closedAt === null
      ? { ...resolved, state: "resolved" as const, closedAt: resolvedAt }
      : resolved;
  });
}

/** What people do is that of all that is part of it. */
export function updateIncident(
  incidents: IncidentView[],
  { data }: LiveEventOf<"incident:updated">,
): IncidentView[] {
  const parent = data.incident as IncidentView;
  const { title, severity, state, openedBy, acknowledgedAt, acknowledgedBy } = parent;
  const { assignedTo, closedAt, version } = parent;
  const response = { title, severity, state, openedBy, acknowledgedAt, acknowledgedBy };
  const memberIds = new Set(data.partIds);
  const others = incidents.map((incident) => {
    if (incident.id === parent.id) return parent;
    if (memberIds.has(incident.id)) {
      return { ...incident, mergedInto: parent.id, ...response, assignedTo, closedAt, version };
    }
    return incident;
  });
  return others.includes(parent) ? others : [parent, ...others].sort(newestFirst);
}

/** What others are part of, or people worked on, stays under the name that the endpoint had. */
export function withoutEndpoint(
  incidents: IncidentView[],
  { data, at }: LiveEventOf<"endpoint:deleted">,
): IncidentView[] {
  const isLeft = ({ mergedInto, version, affectedCount }: IncidentView) =>
    mergedInto === null && (version > 0 || affectedCount > 1);
  return incidents.flatMap((incident) => {
    const affected = incident.affected.filter(({ endpointId }) => endpointId !== data.endpointId);
    const removedCount = incident.affected.length - affected.length;
    const rest = { ...incident, affected, affectedCount: incident.affectedCount - removedCount };
    if (incident.endpointId !== data.endpointId) return removedCount > 0 ? rest : incident;
    if (!isLeft(incident)) return [];
    const resolvedAt = incident.resolvedAt ?? at;
    return {
      ...rest,
      endpointId: null,
      endpointName: null,
      title: incident.title ?? data.name,
      status: "resolved" as const,
      resolvedAt,
      duration: Date.parse(resolvedAt) - Date.parse(incident.startedAt),
    };
  });
}

const newestFirst = (a: IncidentView, b: IncidentView): number =>
  a.startedAt === b.startedAt ? (a.id < b.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1;
