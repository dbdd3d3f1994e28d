import type { Instant } from "../instant";
import type { Severity as Grade } from "../incidents/actions";
import type { StateChange } from "../status/conclude";
import { incidentId } from "../incidents/incident";
import type { PageUpdate } from "../pages/update";

/** How bad it is. `degraded` is no incident: only rules that ask for it hear of it. */
export const ALERT_LEVELS = ["degraded", "down"] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** A time in which something was not well, as messages tell it. Its id is the incident's. */
export type Alert = DetectedAlert | DeclaredAlert;

/** What checks found. */
export type DetectedAlert = AlertBase & {
  endpointId: string;
  endpointName: string;
  // What people said of the incident since, where they did.
  title?: string;
  severity?: Grade;
  /** What it affects beside what checks found. */
  alsoAffected?: { id: string; name: string }[];
};
/** What a person opened. */
export type DeclaredAlert = AlertBase & {
  endpointId: null;
  title: string;
  severity: Grade;
  openedBy: string;
  affectedEndpoints: { id: string; name: string }[];
};

type AlertBase = {
  id: string;
  tags: string[];
  /** Ids of all endpoints through which it is reached. */
  dependencyIds: string[];
  level: AlertLevel;
  /** The first failing check. */
  startedAt: Instant;
  /** When that was decided: from here the rules count. */
  openedAt: Instant;
  failureCount: number;
  /** In the words of `formatReason`; of what a person opened, what people wrote last. */
  reason: string | null;
};

export const alertName = (alert: Alert): string =>
  alert.endpointId === null ? alert.title : alert.endpointName;

/** How people call the incident, where they do. */
export const alertTitle = (alert: Alert): string => alert.title ?? alertName(alert);

export const SEVERITY_ORDER: Record<Grade, number> = { minor: 0, major: 1, critical: 2 };

/** How bad people say it is; what checks found is major until they say so. */
export const severityOf = (alert: Alert): Grade => alert.severity ?? "major";

/** The endpoints that it is about. */
export const alertEndpointIds = (alert: Alert): string[] =>
  alert.endpointId === null
    ? alert.affectedEndpoints.map(({ id }) => id)
    : [alert.endpointId, ...(alert.alsoAffected ?? []).map(({ id }) => id)];

/** What rules that know two severities take those of people for. */
const LEVEL_OF_SEVERITY: Record<Grade, AlertLevel> = {
  minor: "degraded",
  major: "down",
  critical: "down",
};

/** An incident that a person opened, as it is told. */
export function declaredAlert(
  { id, title, severity, openedBy, startedAt }: DeclaredIncident,
  affected: readonly { id: string; name: string; tags: string[] }[],
  { openedAt, body }: { openedAt: Instant; body: string | null },
): Alert {
  return {
    id,
    endpointId: null,
    title,
    severity,
    openedBy,
    affectedEndpoints: affected.map(({ id: endpointId, name }) => ({ id: endpointId, name })),
    tags: [...new Set(affected.flatMap(({ tags }) => tags))],
    dependencyIds: [],
    level: LEVEL_OF_SEVERITY[severity],
    startedAt,
    openedAt,
    failureCount: 0,
    reason: body,
  };
}

type DeclaredIncident = {
  id: string;
  title: string;
  severity: Grade;
  openedBy: string;
  startedAt: Instant;
};

/** Why it is over. */
export type Resolution =
  "recovered" | "degraded" | "worse" | "unknown" | "paused" | "removed" | "resolved";

/** What a message is about. `at` is when it happened. */
export type Notification =
  | (AlertNotification & { kind: "opened" | "reminder" | "escalated" })
  /** It is larger or worse than those know who heard of it: what joined it, and how bad it is now. */
  | (AlertNotification & { kind: "expanded"; joinedEndpoints: string[]; severity: Grade | null })
  | (AlertNotification & { kind: "ended"; resolution: Resolution })
  | (AlertNotification & { kind: "acknowledged"; by: string })
  | (AlertNotification & { kind: "updated"; status: string; body: string })
  | { kind: "test"; at: Instant }
  /** To a visitor of a page: whether they want to hear of it, and then what it says. */
  | { kind: "confirm"; at: Instant }
  | { kind: "published"; at: Instant; updates: PageUpdate[] };

/** The time of not being well that it is about; null of what is about none. */
export const alertOf = (notification: Notification): Alert | null =>
  "alert" in notification ? notification.alert : null;

type AlertNotification = {
  at: Instant;
  alert: Alert;
  /** How many more endpoints are part of the same incident; none where nothing is said. */
  additionalEndpoints?: number;
};

/** What is to be told, as it is stored with the change that it tells of. */
export type AlertEvent =
  | { kind: "opened"; alert: Alert }
  /** `body` is what the person wrote who said so. */
  | { kind: "ended"; alertId: string; resolution: Resolution; at: Instant; body?: string }
  | { kind: "acknowledged"; alertId: string; by: string; at: Instant }
  | { kind: "unacknowledged"; alertId: string; at: Instant }
  /** People changed what it is: its title, how bad it is, what it affects, what is part of it. */
  | { kind: "changed"; alertId: string; at: Instant }
  /** What people write on it. */
  | { kind: "updated"; alertId: string; status: string; body: string; at: Instant };

/** What a change of status is to the outbox: of DOWN each way, of DEGRADED where it was well before. */
export function alertEventsFor(change: StateChange, at: Instant): AlertEvent[] {
  const { endpoint, transition, state, errorMessage, record, previousSince, dependencyIds } =
    change;
  if (!transition) return [];
  const { from, to } = transition;
  const events: AlertEvent[] = [];
  if (from === "DOWN" || (from === "DEGRADED" && to !== "DEGRADED")) {
    const resolution = resolutionOf(to, record === null);
    events.push({ kind: "ended", alertId: incidentId(endpoint.id, previousSince), resolution, at });
  }
  if (to === "DOWN" || (to === "DEGRADED" && from !== "DOWN")) {
    const { id, name, tags } = endpoint;
    const alert: Alert = {
      id: incidentId(id, state.since),
      endpointId: id,
      endpointName: name,
      tags,
      dependencyIds,
      level: to === "DOWN" ? "down" : "degraded",
      startedAt: state.since,
      openedAt: at,
      failureCount: state.consecutiveFailures,
      reason: errorMessage,
    };
    events.push({ kind: "opened", alert });
  }
  return events;
}

export function resolutionOf(to: string, isPaused: boolean): Resolution {
  if (isPaused) return "paused";
  if (to === "UP") return "recovered";
  if (to === "DEGRADED") return "degraded";
  return to === "DOWN" ? "worse" : "unknown";
}
