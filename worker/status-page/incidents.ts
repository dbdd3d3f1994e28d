import { isClosedState } from "../domain/incidents/actions";
import { toIso, type Instant } from "../domain/instant";
import type { Component } from "../domain/pages/page";
import type { PageData, IncidentReport } from "../ports/pages";
import type { PublicIncident, PublicUpdate } from "../protocol/public-page";
import { stripControls } from "../domain/strip-controls";

/** What strangers hear of incidents, newest first: what people wrote, and what was only noticed. */
export function publicIncidents(
  components: readonly Component[],
  facts: Pick<PageData, "incidents" | "reports">,
): PublicIncident[] {
  const written = facts.reports.flatMap((one) => {
    const incident = incidentFromReport(components, one);
    return incident ? [{ lead: one.incident.id, incident }] : [];
  });
  const reportedIds = new Set(written.map(({ lead }) => lead));
  const detectedOnly = facts.incidents.filter(({ parentId }) => !reportedIds.has(parentId));
  return [
    ...written.map(({ incident }) => incident),
    ...detectedIncidents(components, { incidents: detectedOnly }),
  ].sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Null where it affects nothing that is shown. */
function incidentFromReport(
  components: readonly Component[],
  { incident, title, updates }: IncidentReport,
): PublicIncident | null {
  const affected = new Set(incident.affected.map(({ endpointId }) => endpointId));
  const shown = components.filter(({ endpointIds }) => endpointIds.some((id) => affected.has(id)));
  const [first] = shown;
  if (!first) return null;
  const { startedAt, closedAt, openedBy } = incident;
  const wasDetected = openedBy === null;
  // What was noticed keeps its id when people begin to write about it.
  const id = wasDetected ? detectedId(first, startedAt) : incident.id;
  const all = updates.map((update): PublicUpdate => {
    const body = update.body ?? "";
    return {
      id: update.id,
      status: update.status ?? "investigating",
      at: toIso(update.at),
      body: stripControls(body),
      html: update.html ?? "",
    };
  });
  if (wasDetected) all.unshift(detectedUpdate(id, "investigating", startedAt));
  if (closedAt !== null && !updates.some(({ status }) => status && isClosedState(status))) {
    all.push(detectedUpdate(id, "resolved", closedAt));
  }
  const newestFirst = all.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return {
    id,
    title: title && stripControls(title),
    status: incident.state,
    impact: incident.severity,
    startedAt: toIso(startedAt),
    resolvedAt: closedAt === null ? null : toIso(closedAt),
    updatedAt: newestFirst[0]!.at,
    componentIds: shown.map((component) => component.id),
    updates: newestFirst,
  };
}

type Interval = { from: Instant; to: Instant | null };

/**
 * The incidents of the components: an interval in which at least one endpoint of a component was down.
 * Named by component and start, so that it is one and the same whoever reads it, and tells nothing of
 * endpoints.
 */
function detectedIncidents(
  components: readonly Component[],
  facts: {
    incidents: readonly { endpointId: string; startedAt: Instant; resolvedAt: Instant | null }[];
  },
): PublicIncident[] {
  return components.flatMap((component) => {
    const own = facts.incidents.filter(({ endpointId }) =>
      component.endpointIds.includes(endpointId),
    );
    return intervals(
      own.map(({ startedAt, resolvedAt }) => ({ from: startedAt, to: resolvedAt })),
    ).map((interval) => detectedIncident(component, interval));
  });
}

/** The same time without overlaps; one that is open ends nowhere. */
function intervals(periods: readonly Interval[]): Interval[] {
  const union: Interval[] = [];
  for (const { from, to } of periods.toSorted((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last && (last.to === null || from <= last.to)) {
      last.to = last.to === null || to === null ? null : Math.max(last.to, to);
    } else union.push({ from, to });
  }
  return union;
}

function detectedIncident(component: Component, { from, to }: Interval): PublicIncident {
  const id = detectedId(component, from);
  const updates = [detectedUpdate(id, "investigating", from)];
  if (to !== null) updates.unshift(detectedUpdate(id, "resolved", to));
  return {
    id,
    title: null,
    status: updates[0]!.status,
    impact: component.endpointIds.length > 1 ? "minor" : "major",
    startedAt: toIso(from),
    resolvedAt: to === null ? null : toIso(to),
    updatedAt: updates[0]!.at,
    componentIds: [component.id],
    updates,
  };
}

const detectedId = ({ id }: Component, from: Instant): string => `${id}-${from.toString(36)}`;

const detectedUpdate = (id: string, status: PublicUpdate["status"], at: Instant): PublicUpdate => ({
  id: `${id}-${status}`,
  status,
  at: toIso(at),
  body: null,
  html: null,
});
