import type { Endpoint } from "../checks/endpoint";
import { hasPendingFailures, type StatusState } from "./status";

/** An endpoint through which another is reached, at any distance. */
export type Ancestor = {
  endpoint: Pick<Endpoint, "number" | "id" | "name">;
  state: StatusState;
  /** Its check of this tick has not ended. */
  isPending: boolean;
};

/**
 * Where an endpoint stands with those through which it is reached: behind one that is down, or
 * behind one that may be.
 */
export function dependencyState(ancestors: readonly Ancestor[]): {
  downDependency: string | null;
  hasPendingFailures: boolean;
} {
  const down = ancestors.find(({ state }) => state.status === "DOWN");
  return {
    downDependency: down?.endpoint.name ?? null,
    hasPendingFailures: ancestors.some(
      ({ state, isPending }) => isPending || hasPendingFailures(state),
    ),
  };
}

/**
 * The chain by which an endpoint would depend on itself, in names; null where there is none.
 * `dependsOn` are the ids on which each endpoint depends.
 */
export function findCycle(
  id: string,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const visited = new Set<string>();
  const walk = (at: string, path: string[]): string[] | null => {
    for (const parent of dependsOn.get(at) ?? []) {
      if (parent === id) return [...path, parent];
      if (visited.has(parent)) continue;
      visited.add(parent);
      const found = walk(parent, [...path, parent]);
      if (found) return found;
    }
    return null;
  };
  return walk(id, [id]);
}
