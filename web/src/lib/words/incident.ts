import type { Impact, IncidentState, Severity } from "$domain/incident-work";
import type { IncidentView, TimelineEntry } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";
import { reasonWords } from "./reason";
import { statusWord } from "./status";

export const STATE_WORDS = {
  investigating: m.incident_investigating,
  identified: m.incident_identified,
  monitoring: m.incident_monitoring,
  resolved: m.incident_resolved,
  postmortem: m.incident_postmortem,
} satisfies Record<IncidentState, () => string>;

export const SEVERITY_WORDS = {
  minor: m.severity_minor,
  major: m.severity_major,
  critical: m.severity_critical,
} satisfies Record<Severity, () => string>;

export const IMPACT_WORDS = {
  none: m.impact_none,
  degraded: m.impact_degraded,
  partial_outage: m.impact_partial,
  major_outage: m.impact_major,
} satisfies Record<Impact, () => string>;

/** What an incident is called: by its title, or by what is down, and how many with it. */
export function incidentName({
  title,
  endpointName,
  affected,
  affectedCount,
}: IncidentView): string {
  if (title !== null) return title;
  const name = endpointName ?? affected[0]?.endpointName ?? "";
  return affectedCount > 1 ? m.incident_and_others({ name, count: affectedCount - 1 }) : name;
}

/** What happened, in a sentence. */
export function timelineWords(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "check":
      return m.timeline_check({ name: entry.endpointName, seen: seenWords(entry) });
    case "transition":
      return m.timeline_transition({
        name: entry.endpointName,
        from: statusWord(entry.from),
        to: statusWord(entry.to),
      });
    case "update":
      return m.timeline_update({ by: entry.by, state: STATE_WORDS[entry.update.status]() });
    case "opened":
      return m.timeline_opened({ by: entry.by });
    case "acknowledged":
      return m.timeline_acknowledged({ by: entry.by });
    case "unacknowledged":
      return m.timeline_unacknowledged({ by: entry.by });
    case "assigned":
      return m.timeline_assigned({ by: entry.by, to: entry.detail["assignedTo"] ?? "–" });
    case "changed":
      return m.timeline_changed({ by: entry.by });
    case "merged":
      return m.timeline_merged({ by: entry.by, name: entry.detail["name"] ?? "" });
    case "separated":
      return m.timeline_separated({ by: entry.by, name: entry.detail["name"] ?? "" });
    case "closed":
      return m.timeline_closed();
  }
}

function seenWords({ errorMessage, status }: Extract<TimelineEntry, { kind: "check" }>): string {
  return errorMessage === null ? statusWord(status) : reasonWords(errorMessage);
}
