import {
  alertEndpointIds,
  alertOf,
  alertName,
  type Alert,
  type Notification,
} from "../../domain/alerts/alert";
import { assertNever } from "../../domain/assert-never";
import { toIso } from "../../domain/instant";
import { jsonRequest, type OutgoingMessage, type Provider } from "../provider";
import { truncate, subject, withTrailingSlash } from "../format";
import type { Transport } from "../../ports/notifications";
import { urgencyOf, type Urgency } from "../urgency";

/** One incident there for each here: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export const pagerduty: Provider = {
  maxDigestItems: 1,
  async deliver(message, transport) {
    const [notification] = message.notifications;
    const response = await send(message, actionOf(notification!), transport);
    // Nobody is to be woken by a test for long.
    return notification!.kind === "test" && response.outcome === "delivered"
      ? send(message, "resolve", transport)
      : response;
  },
};

type Action = "trigger" | "acknowledge" | "resolve";

const send = (message: OutgoingMessage, action: Action, transport: Transport) => {
  const { routingKey, apiUrl } = message.channel.settings;
  return transport.http(
    jsonRequest(`${withTrailingSlash(apiUrl ?? "https://events.pagerduty.com")}v2/enqueue`, {
      routing_key: routingKey,
      event_action: action,
      dedup_key: dedupKey(message),
      ...(action === "trigger" && event(message)),
    }),
  );
};

function actionOf(notification: Notification): Action {
  const { kind } = notification;
  switch (kind) {
    case "ended":
      return "resolve";
    case "updated":
      // A look back at what is over must not begin another one: a key that was resolved is free again.
      return ["resolved", "postmortem"].includes(notification.status) ? "resolve" : "trigger";
    case "acknowledged":
      return "acknowledge";
    case "opened":
    case "reminder":
    case "escalated":
    case "expanded":
    case "test":
    case "confirm":
    case "published":
      return "trigger";
    default:
      return assertNever(kind);
  }
}

/** 255 characters at most. */
const dedupKey = ({ notifications: [first], id }: OutgoingMessage): string =>
  (alertOf(first!)?.id ?? id).slice(0, 255);

function event({ notifications: [first], content, at }: OutgoingMessage) {
  const alert = alertOf(first!);
  return {
    payload: {
      summary: truncate(subject(content), 1_024),
      source: truncate(alert ? alertName(alert) : "Pharos", 255),
      severity: alert ? PAGERDUTY_SEVERITIES[urgencyOf(alert)] : "info",
      timestamp: toIso(alert?.startedAt ?? at),
      ...(alert ? componentFields(alert) : { class: "test" }),
      custom_details: { text: content.lines, tags: alert?.tags ?? [] },
    },
    client: "Pharos",
    client_url: content.link,
    links: [{ href: content.link, text: content.linkLabel }],
  };
}

const PAGERDUTY_SEVERITIES: Record<Urgency, string> = {
  critical: "critical",
  high: "error",
  low: "warning",
};

/** What its rules and its grouping look at: https://support.pagerduty.com/docs/pd-cef */
function componentFields(alert: Alert) {
  const { endpointId, tags } = alert;
  const components = endpointId === null ? alertEndpointIds(alert) : [endpointId];
  return {
    class: endpointId === null ? "incident" : alert.level,
    ...(components.length > 0 && { component: truncate(components.join(", "), 255) }),
    ...(tags.length > 0 && { group: truncate(tags.join(", "), 255) }),
  };
}
