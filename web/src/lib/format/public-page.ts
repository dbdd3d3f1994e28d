import { formatList } from "$domain/format-list";
import type { PublicIncident, PublicStatus } from "$protocol/public-page";
import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";

const COMPONENT_LABELS = {
  UP: m.public_up,
  DEGRADED: m.public_degraded,
  PARTIAL: m.public_partial,
  DOWN: m.public_down,
  MAINTENANCE: m.public_maintenance,
  UNKNOWN: m.public_unknown,
} satisfies Record<PublicStatus, () => string>;

export const publicStatusLabel = (status: PublicStatus): string => COMPONENT_LABELS[status]();

const STATE_LABELS = {
  investigating: m.incident_investigating,
  identified: m.incident_identified,
  monitoring: m.incident_monitoring,
  resolved: m.incident_resolved,
  postmortem: m.incident_postmortem,
} satisfies Record<PublicIncident["status"], () => string>;

export const publicIncidentStateLabel = (state: PublicIncident["status"]): string =>
  STATE_LABELS[state]();

type Named = { name: string; status: PublicStatus };

/** The first line: should I worry? The worst, by name. */
export function publicHeadline({
  status,
  groups,
}: {
  status: PublicStatus;
  groups: readonly { components: readonly Named[] }[];
}): string {
  const all = groups.flatMap(({ components }) => components);
  if (all.length === 0) return m.public_headline_empty();
  const worst = all.filter((component) => component.status === worstOf(all));
  const [names, count] = [formatNames(worst.map(({ name }) => name)), worst.length];
  switch (status) {
    case "UP":
      return m.public_headline_up();
    case "UNKNOWN":
      return m.public_headline_unknown();
    case "DOWN":
      return count === 1 ? m.public_headline_down({ names, count }) : m.public_headline_all_down();
    case "PARTIAL":
      return worst[0]?.status === "PARTIAL"
        ? m.public_headline_partial({ names, count })
        : m.public_headline_down({ names, count });
    case "DEGRADED":
      return m.public_headline_degraded({ names, count });
    case "MAINTENANCE":
      return m.public_headline_maintenance({ names, count });
  }
}

/** Names as a sentence of the reader's language lists them. */
const formatNames = (names: readonly string[]): string =>
  formatList(names, getLocale(), m.details_names_more);

const WORST_FIRST: readonly PublicStatus[] = [
  "DOWN",
  "PARTIAL",
  "DEGRADED",
  "MAINTENANCE",
  "UNKNOWN",
  "UP",
];

const worstOf = (all: readonly Named[]): PublicStatus =>
  WORST_FIRST.find((status) => all.some((named) => named.status === status)) ?? "UNKNOWN";

/** A person's title, or what was noticed. */
export function incidentTitle(
  incident: PublicIncident,
  names: ReadonlyMap<string, string>,
): string {
  if (incident.title !== null) return incident.title;
  const own = namesIn(incident.componentIds, names);
  const params = { names: formatNames(own), count: own.length };
  const isPartial = incident.impact === "minor";
  if (incident.resolvedAt === null) {
    return isPartial ? m.incident_detected_partial(params) : m.incident_detected(params);
  }
  return isPartial
    ? m.incident_detected_partial_resolved(params)
    : m.incident_detected_resolved(params);
}

const namesIn = (ids: readonly string[], names: ReadonlyMap<string, string>): string[] =>
  ids.flatMap((id) => names.get(id) ?? []);

export const namesOf = (ids: readonly string[], names: ReadonlyMap<string, string>): string =>
  namesIn(ids, names).join(", ");

/** What an update says where nobody wrote anything. */
export const detectedUpdateText = (state: PublicIncident["status"]): string =>
  state === "resolved" ? m.incident_detected_update_resolved() : m.incident_detected_update_open();
