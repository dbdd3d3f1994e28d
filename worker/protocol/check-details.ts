import { toIso } from "../domain/instant";
import type { CheckDetails } from "../domain/checks/observation";
import type { CheckDetailsView } from "./api";

/** What is known of an endpoint beyond answer and time, as API and rooms tell it. */
export function checkDetailsView(facts: CheckDetails | null): CheckDetailsView | null {
  if (!facts) return null;
  const { expiresAt, ...rest } = facts;
  return expiresAt === undefined ? rest : { ...rest, expiresAt: toIso(expiresAt) };
}
