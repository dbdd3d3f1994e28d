import { assertNever } from "$domain/assert-never";
import type { LiveEvent } from "$protocol/events";

/** What a page tells its reader about events, as a toast. `key` is the same wherever it was heard. */
export type Announcement = { key: string } & AnnouncementContent;

export type AnnouncementContent =
  | { kind: "down"; name: string; reason: string | null }
  | { kind: "degraded"; name: string; reason: string | null }
  | { kind: "up"; name: string }
  | { kind: "incident-started"; name: string }
  | { kind: "recovered"; name: string; durationMs: number }
  | { kind: "clock-stalled"; source: "cron" | "all"; since: string }
  | { kind: "clock-recovered"; source: "cron" | "all"; durationMs: number }
  | { kind: "maintenance-started"; title: string; endsAt: string }
  | { kind: "maintenance-ended"; title: string }
  | { kind: "summary"; down: number; degraded: number; up: number }
  /** Of the time in which nobody could tell. */
  | { kind: "missed"; incidents: number; open: number };

/** More than this at once says less than a summary. */
const MAX_AT_ONCE = 5;

/**
 * What events that arrive together have to say. An endpoint speaks once, with its last word: a
 * change of status and the incident that belongs to it are one outage, and so is one that came and
 * went while nobody was connected.
 */
export function announcementsFor(events: readonly LiveEvent[]): Announcement[] {
  const bySubject = new Map<string, Announcement>();
  for (const event of events) {
    const subject = subjectOf(event);
    const before = bySubject.get(subject);
    const content = mergeContent(before, contentOf(event));
    if (!content) continue;
    bySubject.delete(subject);
    bySubject.set(subject, { ...content, key: `${subject} ${event.at}` });
  }
  const all = [...bySubject.values()];
  if (all.length <= MAX_AT_ONCE) return all;
  const ofEndpoints = all.filter(({ kind }) => ENDPOINT_KINDS.has(kind));
  const others = all.filter(({ kind }) => !ENDPOINT_KINDS.has(kind)).slice(1 - MAX_AT_ONCE);
  return ofEndpoints.length > 1 ? [...others, summaryOf(ofEndpoints)] : [...others, ...ofEndpoints];
}

const ENDPOINT_KINDS: ReadonlySet<AnnouncementContent["kind"]> = new Set([
  "down",
  "degraded",
  "up",
  "incident-started",
  "recovered",
] satisfies AnnouncementContent["kind"][]);

/** What an event is about: an endpoint, a maintenance, or the clock. */
function subjectOf({ type, data }: LiveEvent): string {
  if ("endpointId" in data) return data.endpointId;
  if ("incidentId" in data) return data.incidentId;
  return "maintenanceId" in data ? data.maintenanceId : (type.split(":")[0] ?? "");
}

function contentOf(event: LiveEvent): AnnouncementContent | null {
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
          return assertNever(currentStatus);
      }
    }
    case "incident:started":
      return { kind: "incident-started", name: event.data.endpointName };
    case "incident:resolved": {
      const { endpointName: name, duration: durationMs } = event.data;
      return { kind: "recovered", name, durationMs };
    }
    case "clock:stalled":
      return { kind: "clock-stalled", source: event.data.source, since: event.data.since };
    case "clock:recovered": {
      const { source, duration: durationMs } = event.data;
      return { kind: "clock-recovered", source, durationMs };
    }
    case "maintenance:started":
      return { kind: "maintenance-started", title: event.data.title, endsAt: event.data.endsAt };
    case "maintenance:ended":
      return { kind: "maintenance-ended", title: event.data.title };
    case "incident:updated":
    case "endpoint:created":
    case "endpoint:updated":
    case "endpoint:deleted":
    // Heard in the rooms of public pages, which show them instead.
    case "component:status-changed":
    case "page:incident-changed":
    case "page:updated":
      return null;
    default:
      return assertNever(event);
  }
}

/** The fuller of two words about one outage, whichever came first; else the later one. */
function mergeContent(
  before: AnnouncementContent | undefined,
  after: AnnouncementContent | null,
): AnnouncementContent | null {
  if (!before || !after) return after;
  if (before.kind === "down" && after.kind === "incident-started") return before;
  if (before.kind === "degraded" && after.kind === "recovered") return before;
  if (before.kind === "recovered" && after.kind === "up") return before;
  return after;
}

function summaryOf(all: readonly Announcement[]): Announcement {
  const count = (...kinds: AnnouncementContent["kind"][]) =>
    all.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    kind: "summary",
    key: all.map(({ key }) => key).join(" "),
    down: count("down", "incident-started"),
    degraded: count("degraded"),
    up: count("up", "recovered"),
  };
}
