import { Webhook } from "standardwebhooks";
import type { ChannelSettings } from "../../domain/alerts/channel";
import { toIso, type Instant } from "../../domain/instant";
import type { Notification } from "../../domain/alerts/alert";
import { httpProvider, type OutgoingMessage } from "../provider";

/** Standard Webhooks 1.0.0 wants payloads below 20 kB. */
const MAX_WEBHOOK_ITEMS = 25;

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const webhook = httpProvider(MAX_WEBHOOK_ITEMS, (message) => {
  const { id, at, channel } = message;
  const body = JSON.stringify(payload(message));
  return {
    url: channel.settings["url"]!,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at / 1_000)),
      "webhook-signature": signatures(channel.settings, { id, at, body }),
    },
    body,
  };
});

/** How long the secret before signs as well, once there is a new one. */
export const ROTATION_MS = 24 * 3_600_000;

/** After a rotation both secrets sign: receivers change theirs when it suits them. */
function signatures(
  settings: ChannelSettings,
  { id, at, body }: { id: string; at: Instant; body: string },
): string {
  const previous = previousSecrets(settings, at).map(({ secret }) => secret);
  return [settings["secret"]!, ...previous]
    .map((secret) => new Webhook(secret).sign(id, new Date(at), body))
    .join(" ");
}

/** Those that still sign, the newest first: settings are texts, so they stand side by side in two. */
export function previousSecrets(
  { previousSecret = "", previousUntil = "" }: ChannelSettings,
  at: Instant,
): { secret: string; until: Instant }[] {
  const ends = previousUntil.split(" ");
  return previousSecret
    .split(" ")
    .map((secret, index) => ({ secret, until: Number(ends[index]) }))
    .filter(({ secret, until }) => secret !== "" && at < until);
}

const EVENT_TYPES: Record<Notification["kind"], string> = {
  opened: "incident.started",
  reminder: "incident.reminder",
  escalated: "incident.escalated",
  expanded: "incident.expanded",
  ended: "incident.resolved",
  acknowledged: "incident.acknowledged",
  updated: "incident.updated",
  test: "test",
  confirm: "subscription.confirm",
  published: "page.updated",
};

/** What happened; `text` says it to people. */
function payload({ notifications, at, content }: OutgoingMessage) {
  const [first] = notifications;
  if (notifications.length === 1) {
    return {
      type: EVENT_TYPES[first!.kind],
      timestamp: toIso(first!.at),
      data: { ...data(first!), ...eventOf(content) },
    };
  }
  return {
    type: "digest",
    timestamp: toIso(at),
    data: {
      ...eventOf(content),
      notifications: notifications.map((notification) => ({
        type: EVENT_TYPES[notification.kind],
        timestamp: toIso(notification.at),
        data: data(notification),
      })),
    },
  };
}

const eventOf = ({ title, link, unsubscribe }: OutgoingMessage["content"]) => ({
  text: title,
  link,
  ...(unsubscribe && { unsubscribe: unsubscribe.link }),
});

function data(notification: Notification) {
  if (notification.kind === "published") return { updates: notification.updates };
  if (notification.kind === "test" || notification.kind === "confirm") return {};
  const { alert, at } = notification;
  const fields = {
    incidentId: alert.id,
    ...(alert.endpointId === null
      ? {
          endpointId: null,
          endpointName: null,
          title: alert.title,
          openedBy: alert.openedBy,
          affected: alert.affectedEndpoints.map(({ id, name }) => ({
            endpointId: id,
            endpointName: name,
          })),
        }
      : {
          endpointId: alert.endpointId,
          endpointName: alert.endpointName,
          ...(alert.title !== undefined && { title: alert.title }),
        }),
    /** How many more endpoints are part of the same incident. */
    additionalEndpoints: notification.additionalEndpoints ?? 0,
    tags: alert.tags,
    level: alert.level,
    /** As bad as people say it is, where they do. */
    ...(alert.severity && { severity: alert.severity }),
    startedAt: toIso(alert.startedAt),
    failureCount: alert.failureCount,
    errorMessage: alert.reason,
  };
  switch (notification.kind) {
    case "ended":
      return {
        ...fields,
        resolution: notification.resolution,
        resolvedAt: toIso(at),
        duration: at - alert.startedAt,
      };
    case "expanded":
      return {
        ...fields,
        joinedEndpoints: notification.joinedEndpoints,
        isEscalation: notification.severity !== null,
      };
    case "acknowledged":
      return { ...fields, acknowledgedBy: notification.by };
    case "updated":
      return { ...fields, status: notification.status, body: notification.body };
    default:
      return fields;
  }
}
