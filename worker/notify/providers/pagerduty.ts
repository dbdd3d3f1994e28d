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
  async deliver(letter, out) {
    const [notification] = letter.notifications;
    const answer = await send(letter, actionOf(notification!), out);
    // Nobody is to be woken by a test for long.
    return notification!.kind === "test" && answer.outcome === "delivered"
      ? send(letter, "resolve", out)
      : answer;
  },
};

type Action = "trigger" | "acknowledge" | "resolve";

const send = (letter: OutgoingMessage, action: Action, out: Transport) => {
  const { routingKey, apiUrl } = letter.channel.settings;
  return out.http(
    jsonRequest(`${withTrailingSlash(apiUrl ?? "https://events.pagerduty.com")}v2/enqueue`, {
      routing_key: routingKey,
      event_action: action,
      dedup_key: dedupKey(letter),
      ...(action === "trigger" && event(letter)),
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
  const episode = alertOf(first!);
  return {
    payload: {
      summary: truncate(subject(content), 1_024),
      source: truncate(episode ? alertName(episode) : "Pharos", 255),
      severity: episode ? PAGERDUTY_SEVERITIES[urgencyOf(episode)] : "info",
      timestamp: toIso(episode?.startedAt ?? at),
      ...(episode ? componentFields(episode) : { class: "test" }),
      custom_details: { text: content.lines, tags: episode?.tags ?? [] },
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
function componentFields(episode: Alert) {
  const { endpointId, tags } = episode;
  const components = endpointId === null ? alertEndpointIds(episode) : [endpointId];
  return {
    class: endpointId === null ? "incident" : episode.level,
    ...(components.length > 0 && { component: truncate(components.join(", "), 255) }),
    ...(tags.length > 0 && { group: truncate(tags.join(", "), 255) }),
  };
}
