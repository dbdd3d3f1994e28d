import { toIso, type Instant } from "../domain/instant";
import type { Component } from "../domain/page";
import type { PageFacts } from "../ports/pages";
import type { PublicIncident, PublicUpdate } from "../protocol/page";

type Interval = { from: Instant; to: Instant | null };

/**
 * The incidents of the components: an interval in which at least one endpoint of a component was down.
 * Named by component and start, so that it is one and the same whoever reads it, and tells nothing of
 * endpoints.
 */
export function noticedIncidents(
  components: readonly Component[],
  facts: Pick<PageFacts, "incidents">,
): PublicIncident[] {
  return components
    .flatMap((component) => {
      const own = facts.incidents.filter(({ endpointId }) =>
        component.endpointIds.includes(endpointId),
      );
      return intervals(
        own.map(({ startedAt, resolvedAt }) => ({ from: startedAt, to: resolvedAt })),
      ).map((interval) => noticed(component, interval));
    })
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** The same time without overlaps; one that is open ends nowhere. */
function intervals(parts: readonly Interval[]): Interval[] {
  const union: Interval[] = [];
  for (const { from, to } of parts.toSorted((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last && (last.to === null || from <= last.to)) {
      last.to = last.to === null || to === null ? null : Math.max(last.to, to);
    } else union.push({ from, to });
  }
  return union;
}

function noticed(component: Component, { from, to }: Interval): PublicIncident {
  const id = `${component.id}-${from.toString(36)}`;
  const update = (status: PublicUpdate["status"], at: Instant): PublicUpdate => ({
    id: `${id}-${status}`,
    status,
    at: toIso(at),
    body: null,
    html: null,
  });
  const updates = [update("investigating", from)];
  if (to !== null) updates.unshift(update("resolved", to));
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
