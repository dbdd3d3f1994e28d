import type { PublicIncident, PublicStatus } from "$protocol/page";
import { m } from "$lib/paraglide/messages";

const COMPONENT_WORDS = {
  UP: m.public_up,
  DEGRADED: m.public_degraded,
  PARTIAL: m.public_partial,
  DOWN: m.public_down,
  MAINTENANCE: m.public_maintenance,
  UNKNOWN: m.public_unknown,
} satisfies Record<PublicStatus, () => string>;

export const publicStatusWord = (status: PublicStatus): string => COMPONENT_WORDS[status]();

const STATE_WORDS = {
  investigating: m.incident_investigating,
  identified: m.incident_identified,
  monitoring: m.incident_monitoring,
  resolved: m.incident_resolved,
  postmortem: m.incident_postmortem,
} satisfies Record<PublicIncident["status"], () => string>;

export const incidentStateWord = (state: PublicIncident["status"]): string => STATE_WORDS[state]();

type Named = { name: string; status: PublicStatus };

/** The first line: should I worry? The worst first, by name where it is only one. */
export function publicHeadline({
  status,
  groups,
}: {
  status: PublicStatus;
  groups: readonly { components: readonly Named[] }[];
}): string {
  const all = groups.flatMap(({ components }) => components);
  if (all.length === 0) return m.public_headline_empty();
  const [first, ...more] = all.filter((component) => component.status === worstOf(all));
  const name = first?.name ?? "";
  const count = more.length;
  switch (status) {
    case "UP":
      return m.public_headline_up();
    case "UNKNOWN":
      return m.public_headline_unknown();
    case "DOWN":
      return count === 0 ? m.public_headline_one_down({ name }) : m.public_headline_all_down();
    case "PARTIAL":
      if (first?.status === "PARTIAL") {
        return count === 0
          ? m.public_headline_one_partial({ name })
          : m.public_headline_more_partial({ name, count });
      }
      return count === 0
        ? m.public_headline_one_down({ name })
        : m.public_headline_more_down({ name, count });
    case "DEGRADED":
      return count === 0
        ? m.public_headline_one_degraded({ name })
        : m.public_headline_more_degraded({ name, count });
    case "MAINTENANCE":
      return count === 0
        ? m.public_headline_one_maintenance({ name })
        : m.public_headline_more_maintenance({ name, count });
  }
}

const WORST_FIRST: readonly PublicStatus[] = [
  "DOWN",
  "PARTIAL",
  "DEGRADED",
  "MAINTENANCE",
  "UNKNOWN",
  "UP",
];

const worstOf = (all: readonly Named[]): PublicStatus =>
  WORST_FIRST.find((status) => all.some((one) => one.status === status)) ?? "UNKNOWN";

/** A person's title, or what was noticed. */
export function incidentTitle(
  incident: PublicIncident,
  names: ReadonlyMap<string, string>,
): string {
  if (incident.title !== null) return incident.title;
  const name = namesOf(incident.componentIds, names);
  const isPart = incident.impact === "minor";
  if (incident.resolvedAt === null) {
    return isPart ? m.incident_noticed_partial({ name }) : m.incident_noticed({ name });
  }
  return isPart ? m.incident_noticed_partial_over({ name }) : m.incident_noticed_over({ name });
}

export const namesOf = (ids: readonly string[], names: ReadonlyMap<string, string>): string =>
  ids.flatMap((id) => names.get(id) ?? []).join(", ");

/** What an update says where nobody wrote anything. */
export const noticedWords = (state: PublicIncident["status"]): string =>
  state === "resolved" ? m.incident_noticed_resolved() : m.incident_noticed_open();
