import type { Endpoint } from "./endpoint";
import { isInDoubt, type StatusState } from "./status";

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
export function standing(ancestors: readonly Ancestor[]): {
  through: string | null;
  isInDoubt: boolean;
} {
  const down = ancestors.find(({ state }) => state.status === "DOWN");
  return {
    through: down?.endpoint.name ?? null,
    isInDoubt: ancestors.some(({ state, isPending }) => isPending || isInDoubt(state)),
  };
}

/**
 * The chain by which an endpoint would depend on itself, in names; null where there is none.
 * `dependsOn` are the ids on which each endpoint depends.
 */
export function cycleFrom(
  id: string,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const seen = new Set<string>();
  const walk = (at: string, path: string[]): string[] | null => {
    for (const parent of dependsOn.get(at) ?? []) {
      if (parent === id) return [...path, parent];
      if (seen.has(parent)) continue;
      seen.add(parent);
      const found = walk(parent, [...path, parent]);
      if (found) return found;
    }
    return null;
  };
  return walk(id, [id]);
}
