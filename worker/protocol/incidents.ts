import type { DeliveryStatus, DeliveryOutcome } from "../domain/alerts/delivery";
import type {
  TimelineEntryKind,
  Impact,
  IncidentState,
  Severity,
} from "../domain/incidents/actions";
import type { Iso } from "../domain/instant";
import type { Notification } from "../domain/alerts/alert";
import type { Status } from "../domain/status/status";
import type { CheckView, List, AtPosition } from "./api";
import type { Freshness } from "./position";

/**
 * An interval in which an endpoint was down, or what a person opened. What people do, from `title` on,
 * is that of the incident it is part of, where it is part of one.
 */
export type IncidentView = {
  id: string;
  /** Null where a person opened it, or where the endpoint is gone. */
  endpointId: string | null;
  endpointName: string | null;
  /** Whether its own interval is over; `closedAt` says when all of it was. */
  status: "open" | "resolved";
  startedAt: Iso;
  resolvedAt: Iso | null;
  /** Milliseconds, once resolved. */
  duration: number | null;
  failureCount: number;
  errorMessage: string | null;
  /** The incident that it is part of; null where it stands for itself. */
  mergedInto: string | null;
  title: string | null;
  severity: Severity;
  state: IncidentState;
  /** The first hundred of `affectedCount`. */
  affected: AffectedEndpointView[];
  affectedCount: number;
  /** Who opened it; null where the checks did. */
  openedBy: string | null;
  acknowledgedAt: Iso | null;
  acknowledgedBy: string | null;
  assignedTo: string | null;
  closedAt: Iso | null;
  /** To be sent with a change, which is refused when somebody changed it meanwhile. */
  version: number;
};

export type AffectedEndpointView = { endpointId: string; endpointName: string; impact: Impact };

/** A text for others, in markdown. */
export type IncidentUpdateView = {
  id: string;
  at: Iso;
  by: string;
  status: IncidentState;
  body: string;
  /** What it said before, oldest first. */
  revisions: { body: string; at: Iso; by: string }[];
};

export type IncidentDetail = IncidentView & {
  /** Newest first. */
  updates: IncidentUpdateView[];
  /** Those that are part of it, in the order in which they began. */
  merged: IncidentView[];
};

export type IncidentList = List<IncidentView> & AtPosition & Freshness;

/** What happened in the course of an incident, oldest first. */
export type TimelineEntryView = { at: Iso } & (
  | ({ kind: "check" } & EndpointReference & Omit<CheckView, "at">)
  | ({
      kind: "transition";
      from: Status;
      to: Status;
      since: Iso;
      errorMessage: string | null;
    } & EndpointReference)
  /** A message to one channel, and what came of it. */
  | {
      kind: "notification";
      notificationKind: Extract<Notification, { alert: unknown }>["kind"];
      channelId: string;
      /** Null where the channel is gone. */
      channelName: string | null;
      status: DeliveryStatus;
      outcome: DeliveryOutcome | null;
      attempts: number;
    }
  | { kind: "update"; by: string; update: IncidentUpdateView }
  | {
      kind: Exclude<TimelineEntryKind, "update">;
      by: string;
      /** What was changed, and what it is from then on. */
      detail: Record<string, string | null>;
    }
  | { kind: "closed" }
);
type EndpointReference = { endpointId: string; endpointName: string };

export type SettingsView = { mergeIncidentsWithinSeconds: number; requireSecondFactor: boolean };

export type TimelineView = { data: TimelineEntryView[] };
