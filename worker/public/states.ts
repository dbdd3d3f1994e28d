import type { Instant } from "../domain/instant";
import type { OfComponent, UnfinishedState } from "../domain/published";
import type { PublicComponent, PublicPage, PublicStatus } from "../protocol/page";
import { componentsOf } from "./words";

/** What is told of components: being slow, and all that a person says of those that nobody looks at. */
export function statesTold(
  page: PublicPage,
  known: readonly UnfinishedState[],
): { updates: OfComponent[]; unfinished: UnfinishedState[] } {
  const updates: OfComponent[] = [];
  const unfinished: UnfinishedState[] = [];
  for (const component of componentsOf(page)) {
    const { id: componentId, status } = component;
    const before = known.find((one) => one.componentId === componentId);
    const isOfIncident = page.incidents.some(
      ({ resolvedAt, componentIds }) => resolvedAt === null && componentIds.includes(componentId),
    );
    if (isOfIncident && status === "DEGRADED") {
      // The incident says why, and that it is over.
      if (before) unfinished.push(before);
    } else if (speaksFor(component)) {
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
const BY_HAND: readonly PublicStatus[] = ["DOWN", "PARTIAL", "MAINTENANCE"];

const speaksFor = ({ status, bars }: PublicComponent): boolean =>
  status === "DEGRADED" || (bars === null && BY_HAND.includes(status));

function updateOf({ id, name, status, since }: PublicComponent): OfComponent {
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
