import { alertTitle, type Alert } from "../../domain/alerts/alert";
import { formatNames } from "./digest";
import { renderExpanded } from "./expanded";
import { t, type MessageKey } from "./messages";
import { reasonText } from "./reason";
import {
  iconOf,
  stateKey,
  type AlertMessage,
  type Recipient,
  type MessageContent,
} from "./content";
import { formatDuration, formatTime } from "./format-time";

/**
 * What a message says of an incident that a person opened, or gave a title: in the words of people,
 * as far as there are any.
 */
export function renderOpened(
  notification: AlertMessage,
  alert: Alert,
  recipient: Recipient,
): Pick<MessageContent, "icon" | "title" | "lines"> {
  const { language } = recipient;
  const { at } = notification;
  const { startedAt, reason } = alert;
  const name = alertTitle(alert);
  const text = (key: MessageKey, values: Record<string, string | number> = {}) =>
    t(language, key, {
      name,
      lasted: formatDuration(language, at - startedAt),
      since: formatTime(startedAt, recipient, at),
      until: formatTime(at, recipient, at),
      zone: recipient.timeZone,
      ...values,
    });
  const severity = severityLine(notification, recipient);
  const isDeclared = alert.endpointId === null;
  const reasonLines = reason === null ? [] : [isDeclared ? reason : reasonText(language, reason)];
  const icon = iconOf(notification);
  const since = isDeclared
    ? text("opened_since", { by: alert.openedBy })
    : text(alert.failureCount > 1 ? "since" : "since_only", { count: alert.failureCount });
  switch (notification.kind) {
    case "opened":
      return { icon, title: text("incident"), lines: [severity, ...reasonLines, since] };
    case "reminder":
      return {
        icon,
        title: text("still_incident"),
        lines: [severity, ...reasonLines, since, text("nobody")],
      };
    case "escalated":
      return { icon, title: text("escalated_incident"), lines: [severity, ...reasonLines, since] };
    case "expanded":
      return renderExpanded(notification, { name, since }, recipient);
    case "ended": {
      const isResolved = ["recovered", "resolved"].includes(notification.resolution);
      return {
        icon,
        title: text(isResolved ? "ended_resolved" : "closed_incident"),
        lines: [...reasonLines, text("was_incident")],
      };
    }
    case "acknowledged":
      return {
        icon,
        title: text("acknowledged", { by: notification.by }),
        lines: [severity, ...reasonLines, since],
      };
    case "updated":
      return {
        icon,
        title: text("updated", { status: t(language, stateKey(notification.status)) }),
        lines: [notification.body, severity, since],
      };
  }
}

/** How bad it is, and for what. */
function severityLine(
  { alert, additionalEndpoints = 0 }: AlertMessage,
  { language }: Recipient,
): string {
  const severity = t(language, `severity_${alert.severity ?? "major"}`);
  const isDeclared = alert.endpointId === null;
  const affected = isDeclared
    ? alert.affectedEndpoints.map(({ name }) => name)
    : [alert.endpointName, ...(alert.alsoAffected ?? []).map(({ name }) => name)];
  if (affected.length === 0) return t(language, "severity_only", { severity });
  // What checks found is counted; people name what they mean.
  const count = affected.length + (isDeclared ? 0 : additionalEndpoints);
  return t(language, "severity_affects", {
    severity,
    names: formatNames(affected, language, count),
  });
}
