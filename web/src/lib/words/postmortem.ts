import type { IncidentView, TimelineEntry } from "$protocol/incidents";
import { m } from "$lib/paraglide/messages";
import { incidentName, SEVERITY_WORDS } from "./incident";
import { duration } from "./time";
import { timelineWords } from "./timeline";

/** So many events are named; a storm has more, and nobody reads them all. */
const MOST_EVENTS = 40;

/** What is known of an incident that is over, in markdown, for people to go on from. */
export function postmortemDraft(
  incident: IncidentView & { closedAt: string },
  timeline: readonly TimelineEntry[],
): string {
  const { startedAt, closedAt, severity, affected, affectedCount } = incident;
  const names = affected.map(({ endpointName }) => plain(endpointName));
  if (affectedCount > names.length) names.push(`+${affectedCount - names.length}`);
  const events = timeline
    .filter(({ kind }) => kind !== "check" && kind !== "notification")
    .slice(0, MOST_EVENTS)
    .map((entry) => `- ${clock(entry.at)} ${plain(timelineWords(entry))}`);
  return m.postmortem_draft({
    name: plain(incidentName(incident)),
    from: clock(startedAt),
    to: clock(closedAt),
    duration: duration(Date.parse(closedAt) - Date.parse(startedAt)),
    severity: SEVERITY_WORDS[severity](),
    affected: names.join(", ") || "–",
    events: events.join("\n"),
  });
}

const clock = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** A name is no markdown. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&");
