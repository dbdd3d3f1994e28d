import type { IncidentView } from "$protocol/incidents";
import type { LiveEvent } from "$protocol/events";
import { announcements, type Announcement } from "./announcements";

/** What tells an incident from another, and whether it is over. */
export type Known = Pick<IncidentView, "id" | "status" | "startedAt">;
type Away = Extract<Announcement, { kind: "away" }>;

/** What happened while nobody could tell: its incidents in one sentence, and whatever else there is. */
export function missedNews(events: readonly LiveEvent[]): Announcement[] {
  const open = new Map<string, boolean>();
  for (const { type, data } of events) {
    if (type === "incident:started") open.set(data.incidentId, true);
    if (type === "incident:resolved") open.set(data.incidentId, false);
  }
  const away = summary(open);
  if (!away) return announcements(events);
  const others = events.filter(({ type }) => /^(maintenance|clock):/.test(type));
  return [...announcements(others).slice(0, OTHERS), away];
}

/** Beside the summary: five toasts are the most that are shown. */
const OTHERS = 4;

/** The same where the events are gone, from what the page held before and what it has read since. */
export function awaySince(before: readonly Known[], after: readonly Known[]): Away | null {
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

function summary(incidents: ReadonlyMap<string, boolean>): Away | null {
  if (incidents.size === 0) return null;
  const ids = [...incidents.keys()];
  return {
    kind: "away",
    key: `away ${ids.join(" ")}`,
    incidents: ids.length,
    open: ids.filter((id) => incidents.get(id)).length,
  };
}
