import type { Impact, IncidentState, Severity } from "$domain/incidents/actions";
import type { IncidentView } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";

export const INCIDENT_STATE_LABELS = {
  investigating: m.incident_investigating,
  identified: m.incident_identified,
  monitoring: m.incident_monitoring,
  resolved: m.incident_resolved,
  postmortem: m.incident_postmortem,
} satisfies Record<IncidentState, () => string>;

export const SEVERITY_LABELS = {
  minor: m.severity_minor,
  major: m.severity_major,
  critical: m.severity_critical,
} satisfies Record<Severity, () => string>;

export const IMPACT_LABELS = {
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
