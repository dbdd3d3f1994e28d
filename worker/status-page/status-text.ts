import { formatList } from "../domain/format-list";
import type {
  PublicIncident,
  PublicPage,
  PublicStatus,
  PublicUpdate,
} from "../protocol/public-page";

/** What other programs are told, in English as their formats have it. */
export const STATUS_TEXT: Record<PublicStatus, string> = {
  UP: "All Systems Operational",
  DEGRADED: "Partially Degraded Service",
  PARTIAL: "Partial System Outage",
  DOWN: "Major Service Outage",
  MAINTENANCE: "Service Under Maintenance",
  UNKNOWN: "Status Unknown",
};

/** Nothing that was last seen long ago reassures anybody. */
export const currentStatus = ({ status, stalledSince }: PublicPage): PublicStatus =>
  stalledSince === null ? status : "UNKNOWN";

export const statusSentence = (page: PublicPage): string =>
  page.stalledSince === null
    ? STATUS_TEXT[page.status]
    : `Monitoring has stopped since ${page.stalledSince}`;

export const publicComponents = ({ groups }: PublicPage) =>
  groups.flatMap(({ components }) => components);

export const componentNames = (page: PublicPage, ids: readonly string[]): string[] =>
  publicComponents(page).flatMap(({ id, name }) => (ids.includes(id) ? [name] : []));

export const componentNamesText = (page: PublicPage, ids: readonly string[]): string =>
  componentNames(page, ids).join(", ");

/** A person's title, or what was noticed. */
export function publicIncidentTitle(
  page: PublicPage,
  { title, impact, componentIds }: PublicIncident,
): string {
  if (title !== null) return title;
  const names = componentNames(page, componentIds);
  const isOne = names.length === 1;
  const all = formatList(names, "en", (rest) => `${rest.names} and ${rest.count} more`);
  return `${all} ${isOne ? "has" : "have"} a ${impact === "minor" ? "partial" : "major"} outage`;
}

export const updateText = (update: PublicUpdate): string =>
  update.body ?? (update.status === "resolved" ? "Working again." : "Noticed by our monitoring.");
