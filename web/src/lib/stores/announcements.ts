import { unreachable } from "$domain/unreachable";
import type { LiveEvent } from "$protocol/events";

/** What a page tells its reader about events, as a toast. `key` is the same wherever it was heard. */
export type Announcement = { key: string } & News;

export type News =
  | { kind: "down"; name: string; reason: string | null }
  | { kind: "degraded"; name: string; reason: string | null }
  | { kind: "up"; name: string }
  | { kind: "incident-started"; name: string }
  | { kind: "recovered"; name: string; durationMs: number }
  | { kind: "summary"; down: number; degraded: number; up: number };

/** More than this at once says less than a summary. */
const AT_ONCE = 5;

/**
 * What events that arrive together have to say. An endpoint speaks once, with its last word: a
 * change of status and the incident that belongs to it are one outage, and so is one that came and
 * went while nobody was connected.
 */
export function announcements(events: readonly LiveEvent[]): Announcement[] {
  const lastWords = new Map<string, Announcement>();
  for (const event of events) {
    const subject = "endpointId" in event.data ? event.data.endpointId : "";
    const before = lastWords.get(subject);
    const news = merged(before, newsOf(event));
    if (!news) continue;
    lastWords.delete(subject);
    lastWords.set(subject, { ...news, key: `${subject} ${event.at}` });
  }
  const all = [...lastWords.values()];
  return all.length > AT_ONCE ? [summaryOf(all)] : all;
}

function newsOf(event: LiveEvent): News | null {
  switch (event.type) {
    case "endpoint:status-changed": {
      const { currentStatus, endpointName: name, errorMessage: reason } = event.data;
      switch (currentStatus) {
        case "DOWN":
          return { kind: "down", name, reason };
        case "DEGRADED":
          return { kind: "degraded", name, reason };
        case "UP":
          return { kind: "up", name };
        case "UNKNOWN":
          return null;
        default:
          return unreachable(currentStatus);
      }
    }
    case "incident:started":
      return { kind: "incident-started", name: event.data.endpointName };
    case "incident:resolved": {
      const { endpointName: name, duration: durationMs } = event.data;
      return { kind: "recovered", name, durationMs };
    }
    case "endpoint:created":
    case "endpoint:updated":
    case "endpoint:deleted":
      return null;
    default:
      return unreachable(event);
  }
}

/** The fuller of two words about one outage, whichever came first; else the later one. */
function merged(before: News | undefined, after: News | null): News | null {
  if (!before || !after) return after;
  if (before.kind === "down" && after.kind === "incident-started") return before;
  if (before.kind === "degraded" && after.kind === "recovered") return before;
  if (before.kind === "recovered" && after.kind === "up") return before;
  return after;
}

function summaryOf(all: readonly Announcement[]): Announcement {
  const count = (...kinds: News["kind"][]) => all.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    kind: "summary",
    key: all.map(({ key }) => key).join(" "),
    down: count("down", "incident-started"),
    degraded: count("degraded"),
    up: count("up", "recovered"),
  };
}
