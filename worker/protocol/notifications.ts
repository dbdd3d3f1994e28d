import type { ChannelKind, ChannelSettings, Language } from "../domain/alerts/channel";
import type { DeliveryStatus, DeliveryOutcome } from "../domain/alerts/delivery";
import type { Iso } from "../domain/instant";
import type { PlannedNotification } from "../domain/alerts/planner";
import type { Resolution, Notification, AlertLevel } from "../domain/alerts/alert";
import type { Rule } from "../domain/alerts/rule";
import type { List } from "./api";

/** The shapes of channels and rules in the HTTP API, version 1. */

export type ChannelView = {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Secrets come back masked, but for one that was made just now. */
  settings: ChannelSettings;
  enabled: boolean;
  language: Language;
  timeZone: string;
  maxPerMinute: number;
  createdAt: Iso;
  updatedAt: Iso;
};

export type ChannelList = List<ChannelView>;

/** What came of a test: a class and a code, never what was said. */
export type ChannelTestResult = {
  ok: boolean;
  outcome: DeliveryOutcome;
  statusCode: number | null;
  durationMs: number;
};

/** What a message is about. */
export type NotificationSubject = {
  /** Null of what a person opened. */
  endpointId: string | null;
  endpointName: string | null;
  /** Of what a person opened. */
  title: string | null;
  /** How many more endpoints are part of the same incident. */
  additionalEndpoints: number;
  level: AlertLevel;
};

/** One notification for one channel. A test is about nothing. */
export type DeliveryView = Omit<NotificationSubject, "level"> & {
  level: AlertLevel | null;
  id: string;
  kind: Notification["kind"];
  incidentId: string | null;
  resolution: Resolution | null;
  /** When what it tells happened. */
  at: Iso;
  createdAt: Iso;
  status: DeliveryStatus;
  attempts: number;
  attemptedAt: Iso | null;
  outcome: DeliveryOutcome | null;
  statusCode: number | null;
  durationMs: number | null;
  /** The message in which it went out with others. */
  batchId: string | null;
};

export type DeliveryList = List<DeliveryView>;

export type RuleView = Omit<Rule, "createdAt" | "updatedAt"> & { createdAt: Iso; updatedAt: Iso };

export type RuleList = List<RuleView>;

/** What rules would have said, had they been there. */
export type RulePreview = {
  from: Iso;
  to: Iso;
  /** Incidents and times of being degraded in it. */
  incidents: number;
  total: number;
  channels: { channelId: string; messages: number }[];
  /** Newest first, at most 200. */
  messages: (NotificationSubject & {
    at: Iso;
    kind: PlannedNotification["kind"];
    channelId: string;
    resolution: Resolution | null;
  })[];
};
