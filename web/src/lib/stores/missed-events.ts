import type { IncidentView } from "$protocol/incidents";
import type { LiveEvent } from "$protocol/events";
import { announcementsFor, type Announcement } from "./announcements";

/** What tells an incident from another, and whether it is over. */
export type KnownIncident = Pick<IncidentView, "id" | "status" | "startedAt">;
type MissedSummary = Extract<Announcement, { kind: "missed" }>;

/**
 * What happened while nobody could tell: its incidents in one sentence, and whatever else there is.
 * What the page held and holds says more than the events: it may have read its state meanwhile, and
 * it knows which incidents are parts of others. Where it holds none the events speak alone.
 */
export function missedAnnouncements(
  events: readonly LiveEvent[],
  before: readonly KnownIncident[] | null,
  after: readonly KnownIncident[],
): Announcement[] {
  const hasIncidents = before !== null && before.length + after.length > 0;
  const missed = hasIncidents ? missedSince(before, after) : missedIncidents(events);
  if (!missed) return announcementsFor(events);
  const others = events.filter(({ type }) => /^(maintenance|clock):/.test(type));
  return [...announcementsFor(others).slice(0, MAX_OTHERS), missed];
}

function missedIncidents(events: readonly LiveEvent[]): MissedSummary | null {
  const open = new Map<string, boolean>();
  for (const { type, data } of events) {
    if (type === "incident:started") open.set(data.incidentId, true);
    if (type === "incident:resolved") open.set(data.incidentId, false);
  }
  return summary(open);
}

/** Beside the summary: five toasts are the most that are shown. */
const MAX_OTHERS = 4;

/** The same where the events are gone, from what the page held before and what it has read since. */
export function missedSince(
  before: readonly KnownIncident[],
  after: readonly KnownIncident[],
): MissedSummary | null {
  const known = new Map(before.map(({ id, status }) => [id, status]));
  const newest =
    before
      .map(({ startedAt }) => startedAt)
      .sort()
      .at(-1) ?? "";
  const changed = after.filter(({ id, status, startedAt }) =>
    // What is older than all that it held was only further back in the list.
    known.has(id) ? known.get(id) !== status : status === "open" || startedAt > newest,
  );
  return summary(new Map(changed.map(({ id, status }) => [id, status === "open"])));
}

function summary(incidents: ReadonlyMap<string, boolean>): MissedSummary | null {
  if (incidents.size === 0) return null;
  const ids = [...incidents.keys()];
  return {
    kind: "missed",
    key: `missed ${ids.join(" ")}`,
    incidents: ids.length,
    open: ids.filter((id) => incidents.get(id)).length,
  };
}
