import { toIso } from "../domain/instant";
import type { Facts } from "../domain/observation";
import type { FactsView } from "./api";

/** What is known of an endpoint beyond answer and time, as API and rooms tell it. */
export function factsView(facts: Facts | null): FactsView | null {
  if (!facts) return null;
  const { expiresAt, ...rest } = facts;
  return expiresAt === undefined ? rest : { ...rest, expiresAt: toIso(expiresAt) };
}
