import type { IncidentRecord } from "../domain/incident-work";
import { toIso } from "../domain/instant";
import type { IncidentView } from "./incidents";

/** An incident as API and rooms tell it. */
export function incidentView(incident: IncidentRecord): IncidentView {
  const { startedAt, resolvedAt, acknowledgedAt, closedAt, lead, ...rest } = incident;
  const { impacts: _, parts: __, ...told } = rest;
  return {
    ...told,
    status: resolvedAt === null ? "open" : "resolved",
    startedAt: toIso(startedAt),
    resolvedAt: resolvedAt === null ? null : toIso(resolvedAt),
    duration: resolvedAt === null ? null : resolvedAt - startedAt,
    mergedInto: lead === incident.id ? null : lead,
    acknowledgedAt: acknowledgedAt === null ? null : toIso(acknowledgedAt),
    closedAt: closedAt === null ? null : toIso(closedAt),
  };
}
