import {
  endpointIdsOf,
  episodeOf,
  nameOf,
  type Episode,
  type Notification,
} from "../../domain/notification";
import { unreachable } from "../../domain/unreachable";
import { toIso } from "../../domain/instant";
import { json, type Letter, type Speaker } from "../contract";
import { bounded, headline, withSlash } from "../format";
import type { WayOut } from "../../ports/notifying";
import { urgencyOf, type Urgency } from "../urgency";

/** One incident there for each here: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
export const pagerduty: Speaker = {
  digestMax: 1,
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

const send = (letter: Letter, action: Action, out: WayOut) => {
  const { routingKey, apiUrl } = letter.channel.settings;
  return out.http(
    json(`${withSlash(apiUrl ?? "https://events.pagerduty.com")}v2/enqueue`, {
      routing_key: routingKey,
      event_action: action,
      dedup_key: keyOf(letter),
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
    case "grown":
    case "test":
    case "confirm":
    case "published":
      return "trigger";
    default:
      return unreachable(kind);
  }
}

/** 255 characters at most. */
const keyOf = ({ notifications: [first], id }: Letter): string =>
  (episodeOf(first!)?.id ?? id).slice(0, 255);

function event({ notifications: [first], text, at }: Letter) {
  const episode = episodeOf(first!);
  return {
    payload: {
      summary: bounded(headline(text), 1_024),
      source: bounded(episode ? nameOf(episode) : "Pharos", 255),
      severity: episode ? SEVERITIES[urgencyOf(episode)] : "info",
      timestamp: toIso(episode?.startedAt ?? at),
      ...(episode ? placeOf(episode) : { class: "test" }),
      custom_details: { text: text.lines, tags: episode?.tags ?? [] },
    },
    client: "Pharos",
    client_url: text.link,
    links: [{ href: text.link, text: text.linkLabel }],
  };
}

const SEVERITIES: Record<Urgency, string> = { critical: "critical", high: "error", low: "warning" };

/** What its rules and its grouping look at: https://support.pagerduty.com/docs/pd-cef */
function placeOf(episode: Episode) {
  const { endpointId, tags } = episode;
  const components = endpointId === null ? endpointIdsOf(episode) : [endpointId];
  return {
    class: endpointId === null ? "incident" : episode.severity,
    ...(components.length > 0 && { component: bounded(components.join(", "), 255) }),
    ...(tags.length > 0 && { group: bounded(tags.join(", "), 255) }),
  };
}
