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

export function namesOf(page: PublicPage, ids: readonly string[]): string {
  const names = componentsOf(page).filter(({ id }) => ids.includes(id));
  return names.map(({ name }) => name).join(", ");
}

/** A person's title, or what was noticed. */
export const titleOf = (page: PublicPage, incident: PublicIncident): string =>
  incident.title ??
  `${incident.impact === "minor" ? "Part of " : ""}${namesOf(page, incident.componentIds)} is down`;

export const bodyOf = (update: PublicUpdate): string =>
  update.body ??
  (update.status === "resolved" ? "It answers again." : "Noticed by our monitoring.");
