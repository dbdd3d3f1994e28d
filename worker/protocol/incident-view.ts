import type { IncidentRecord } from "../domain/incidents/actions";
import { toIso } from "../domain/instant";
import type { IncidentView } from "./incidents";

/** An incident as API and rooms tell it. */
export function incidentView(incident: IncidentRecord): IncidentView {
  const { startedAt, resolvedAt, acknowledgedAt, closedAt, parentId, ...rest } = incident;
  const { impacts: _, memberIds: __, ...fields } = rest;
  return {
    ...fields,
    status: resolvedAt === null ? "open" : "resolved",
    startedAt: toIso(startedAt),
    resolvedAt: resolvedAt === null ? null : toIso(resolvedAt),
    duration: resolvedAt === null ? null : resolvedAt - startedAt,
    mergedInto: parentId === incident.id ? null : parentId,
    acknowledgedAt: acknowledgedAt === null ? null : toIso(acknowledgedAt),
    closedAt: closedAt === null ? null : toIso(closedAt),
  };
}
