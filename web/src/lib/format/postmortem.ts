import type { IncidentView, TimelineEntryView } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";
import { incidentName, SEVERITY_LABELS } from "./incident";
import { durationText } from "./time";
import { timelineText } from "./timeline";

/** So many events are named; a storm has more, and nobody reads them all. */
const MAX_EVENTS = 40;

/** What is known of an incident that is over, in markdown, for people to go on from. */
export function postmortemDraft(
  incident: IncidentView & { closedAt: string },
  timeline: readonly TimelineEntryView[],
): string {
  const { startedAt, closedAt, severity, affected, affectedCount } = incident;
  const names = affected.map(({ endpointName }) => escapeMarkdownText(endpointName));
  if (affectedCount > names.length) names.push(`+${affectedCount - names.length}`);
  const events = timeline
    .filter(({ kind }) => kind !== "check" && kind !== "notification")
    .slice(0, MAX_EVENTS)
    .map((entry) => `- ${formatUtc(entry.at)} ${escapeMarkdownText(timelineText(entry))}`);
  return m.postmortem_draft({
    name: escapeMarkdownText(incidentName(incident)),
    from: formatUtc(startedAt),
    to: formatUtc(closedAt),
    duration: durationText(Date.parse(closedAt) - Date.parse(startedAt)),
    severity: SEVERITY_LABELS[severity](),
    affected: names.join(", ") || "–",
    events: events.join("\n"),
  });
}

const formatUtc = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** A name is no markdown. */
const escapeMarkdownText = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
