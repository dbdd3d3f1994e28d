import { UNTOUCHED } from "../domain/incident-work";
import type { LiveEventOf } from "./events";
import type { IncidentView } from "./incidents";

/** An incident as the checks opened it. */
export function startedIncident(
  { data }: LiveEventOf<"incident:started">,
  errorMessage: string | null,
): IncidentView {
  const { title, severity, state, openedBy, acknowledgedBy, assignedTo, version } = UNTOUCHED;
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
export function withResolved(
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
export function withUpdated(
  incidents: IncidentView[],
  { data }: LiveEventOf<"incident:updated">,
): IncidentView[] {
  const lead = data.incident as IncidentView;
  const { title, severity, state, openedBy, acknowledgedAt, acknowledgedBy } = lead;
  const { assignedTo, closedAt, version } = lead;
  const work = { title, severity, state, openedBy, acknowledgedAt, acknowledgedBy };
  const parts = new Set(data.partIds);
  const others = incidents.map((incident) => {
    if (incident.id === lead.id) return lead;
    if (parts.has(incident.id)) {
      return { ...incident, mergedInto: lead.id, ...work, assignedTo, closedAt, version };
    }
    return incident;
  });
  return others.includes(lead) ? others : [lead, ...others].sort(newestFirst);
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
    const gone = incident.affected.length - affected.length;
    const rest = { ...incident, affected, affectedCount: incident.affectedCount - gone };
    if (incident.endpointId !== data.endpointId) return gone > 0 ? rest : incident;
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
