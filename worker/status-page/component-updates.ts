import type { Instant } from "../domain/instant";
import type { ComponentPageUpdate, OpenComponent } from "../domain/pages/update";
import type { PublicComponent, PublicPage, PublicStatus } from "../protocol/public-page";
import { publicComponents } from "./status-text";

/** What is told of components: being slow, and all that a person says of those that nobody looks at. */
export function componentUpdates(
  page: PublicPage,
  known: readonly OpenComponent[],
): { updates: ComponentPageUpdate[]; unfinished: OpenComponent[] } {
  const updates: ComponentPageUpdate[] = [];
  const unfinished: OpenComponent[] = [];
  for (const component of publicComponents(page)) {
    const { id: componentId, status } = component;
    const before = known.find((one) => one.componentId === componentId);
    const isOfIncident = page.incidents.some(
      ({ resolvedAt, componentIds }) => resolvedAt === null && componentIds.includes(componentId),
    );
    if (isOfIncident && status === "DEGRADED") {
      // The incident says why, and that it is over.
      if (before) unfinished.push(before);
    } else if (isManual(component)) {
      unfinished.push({ componentId, status });
      if (before?.status !== status) updates.push(updateOf(component));
    } else if (before && status === "UP") {
      updates.push(updateOf(component));
    } else if (before && (status === "UNKNOWN" || status === "MAINTENANCE")) {
      // Nothing is known of it for now: it is not over.
      unfinished.push(before);
    }
  }
  return { updates, unfinished };
}

/** What checks find down is told as an incident, and announced work as that. */
const MANUAL_STATUSES: readonly PublicStatus[] = ["DOWN", "PARTIAL", "MAINTENANCE"];

const isManual = ({ status, bars }: PublicComponent): boolean =>
  status === "DEGRADED" || (bars === null && MANUAL_STATUSES.includes(status));

function updateOf({ id, name, status, since }: PublicComponent): ComponentPageUpdate {
  const at: Instant = Date.parse(since);
  return {
    kind: "component",
    id: `${id}.${status}.${at.toString(36)}`,
    at,
    componentIds: [id],
    names: [name],
    status,
  };
}
