import { alertName, type Notification } from "../../domain/alerts/alert";
import {
  iconOf,
  stateText,
  type AlertMessage,
  type Recipient,
  type MessageContent,
} from "./content";
import { renderDigest } from "./digest";
import { renderExpanded } from "./expanded";
import { t, type MessageKey } from "./messages";
import { renderOpened } from "./opened";
import { renderPageMessage } from "./page-message";
import { reasonText } from "./reason";
import { formatDuration, formatTime } from "./format-time";

export function renderContent(
  notifications: readonly Notification[],
  recipient: Recipient,
): MessageContent {
  const [first] = notifications;
  const { language, origin } = recipient;
  if (first!.kind === "confirm" || first!.kind === "published") {
    return renderPageMessage(notifications, recipient);
  }
  const linkLabel = t(language, "open");
  if (notifications.length > 1) {
    return { ...renderDigest(notifications, recipient), link: `${origin}/incidents`, linkLabel };
  }
  if (first!.kind === "test") {
    return {
      icon: "note",
      title: t(language, "test"),
      lines: [t(language, "test_detail")],
      link: origin,
      linkLabel,
    };
  }
  return { ...renderAlert(first!, recipient), link: linkFor(first!, origin), linkLabel };
}

/** One endpoint is looked at itself, anything larger as an incident. */
function linkFor(notification: AlertMessage, origin: string): string {
  const { alert, additionalEndpoints = 0 } = notification;
  const { id, endpointId, title } = alert;
  if (endpointId === null || title !== undefined || additionalEndpoints > 0) {
    return `${origin}/incidents/${encodeURIComponent(id)}`;
  }
  // What is gone has no page any more.
  const isRemoved = notification.kind === "ended" && notification.resolution === "removed";
  return isRemoved
    ? `${origin}/incidents`
    : `${origin}/endpoints/${encodeURIComponent(endpointId)}`;
}

function renderAlert(
  notification: AlertMessage,
  recipient: Recipient,
): Pick<MessageContent, "icon" | "title" | "lines"> {
  const { language } = recipient;
  const { alert, at, additionalEndpoints = 0 } = notification;
  if (alert.title !== undefined) return renderOpened(notification, alert, recipient);
  const isMany = additionalEndpoints > 0 && alert.level === "down";
  const name = isMany
    ? t(language, "and_more", { name: alertName(alert), others: additionalEndpoints })
    : alertName(alert);
  const lasted = formatDuration(language, at - alert.startedAt);
  const reasonLines = alert.reason ? [reasonText(language, alert.reason)] : [];
  const severity = isMany ? "down_many" : alert.level;
  const text = (key: MessageKey, values: Record<string, string | number> = {}) =>
    t(language, key, { name, lasted, ...values });
  // One check says nothing of how many, nor does what answers all the same.
  const isCounted = alert.level === "down" && alert.failureCount > 1;
  const since = text(isCounted ? "since" : "since_only", {
    since: formatTime(alert.startedAt, recipient, at),
    zone: recipient.timeZone,
    count: alert.failureCount,
  });
  const icon = iconOf(notification);
  switch (notification.kind) {
    case "opened":
      return { icon, title: text(severity), lines: [...reasonLines, since] };
    case "reminder":
      return {
        icon,
        title: text(`still_${severity}`),
        lines: [...reasonLines, since, text("nobody")],
      };
    case "escalated":
      return { icon, title: text(`escalated_${severity}`), lines: [...reasonLines, since] };
    case "expanded":
      return renderExpanded(notification, { name, since }, recipient);
    case "ended":
      return {
        icon,
        title: text(`ended_${resolutionKey(notification, isMany)}`),
        lines: [
          text(`was_${severity}`, {
            since: formatTime(alert.startedAt, recipient, at),
            until: formatTime(at, recipient, at),
            zone: recipient.timeZone,
          }),
          ...reasonLines.map((reason) => text("because", { because: reason })),
        ],
      };
    case "acknowledged":
      return {
        icon,
        title: text("acknowledged", { by: notification.by }),
        lines: [...reasonLines, since],
      };
    case "updated":
      return {
        icon,
        title: text("updated", { status: stateText(language, notification.status) }),
        lines: [notification.body, since],
      };
  }
}

function resolutionKey({ resolution }: Extract<Notification, { kind: "ended" }>, isMany: boolean) {
  if (isMany) return resolution === "recovered" ? "recovered_many" : "many";
  return resolution === "worse" || resolution === "resolved" ? "unknown" : resolution;
}
