import { listed } from "../domain/names";
import type { PublicIncident, PublicPage, PublicStatus, PublicUpdate } from "../protocol/page";

/** What other programs are told, in English as their formats have it. */
export const STATUS_WORDS: Record<PublicStatus, string> = {
  UP: "All Systems Operational",
  DEGRADED: "Partially Degraded Service",
  PARTIAL: "Partial System Outage",
  DOWN: "Major Service Outage",
  MAINTENANCE: "Service Under Maintenance",
  UNKNOWN: "Status Unknown",
};

/** Nothing that was last seen long ago reassures anybody. */
export const statusNow = ({ status, stalledSince }: PublicPage): PublicStatus =>
  stalledSince === null ? status : "UNKNOWN";

export const statusSentence = (page: PublicPage): string =>
  page.stalledSince === null
    ? STATUS_WORDS[page.status]
    : `Monitoring has stopped since ${page.stalledSince}`;

export const componentsOf = ({ groups }: PublicPage) =>
  groups.flatMap(({ components }) => components);

export const namesIn = (page: PublicPage, ids: readonly string[]): string[] =>
  componentsOf(page).flatMap(({ id, name }) => (ids.includes(id) ? [name] : []));

export const namesOf = (page: PublicPage, ids: readonly string[]): string =>
  namesIn(page, ids).join(", ");

/** A person's title, or what was noticed. */
export function titleOf(page: PublicPage, { title, impact, componentIds }: PublicIncident): string {
  if (title !== null) return title;
  const names = namesIn(page, componentIds);
  const isOne = names.length === 1;
  const all = listed(names, "en", (rest) => `${rest.names} and ${rest.count} more`);
  const what = impact === "minor" ? `${isOne ? "Part" : "Parts"} of ${all}` : all;
  return `${what} ${isOne ? "is" : "are"} down`;
}

export const bodyOf = (update: PublicUpdate): string =>
  update.body ?? (update.status === "resolved" ? "Working again." : "Noticed by our monitoring.");
