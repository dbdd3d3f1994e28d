import { parseReason } from "$domain/reason";
import type { EndpointView } from "$protocol/api";
import { endpointDisplayStatus } from "./overall-status";

/**
 * The endpoints of which nothing is known because they are reached through one that is down: how
 * many there are behind each, by its id.
 */
export function countDependents(endpoints: readonly EndpointView[]): ReadonlyMap<string, number> {
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const counts = new Map<string, number>();
  for (const endpoint of endpoints) {
    if (!isDependencyDown(endpoint)) continue;
    for (const id of ancestors(endpoint, byId)) {
      if (byId.get(id)?.status === "DOWN") counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** Nothing is known of it, since something on the way there is down. */
export const isDependencyDown = (endpoint: EndpointView): boolean =>
  endpointDisplayStatus(endpoint) === "UNKNOWN" &&
  endpoint.errorMessage !== null &&
  parseReason(endpoint.errorMessage)?.kind === "through";

function ancestors(
  endpoint: EndpointView,
  byId: ReadonlyMap<string, EndpointView>,
): ReadonlySet<string> {
  const visited = new Set<string>();
  const waiting = [...endpoint.dependsOn];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (visited.has(id)) continue;
    visited.add(id);
    waiting.push(...(byId.get(id)?.dependsOn ?? []));
  }
  return visited;
}
