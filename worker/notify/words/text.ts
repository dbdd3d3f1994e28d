import { nameOf, type Notification } from "../../domain/notification";
import { markOf, stateWord, type OfEpisode, type Reader, type Text } from "./content";
import { digestOf } from "./digest";
import { aboutGrown } from "./grown";
import { say, type MessageKey } from "./messages";
import { aboutOpened } from "./opened";
import { pageText } from "./page-text";
import { reasonWords } from "./reason";
import { duration, moment } from "./when";

export function textOf(notifications: readonly Notification[], reader: Reader): Text {
  const [first] = notifications;
  const { language, origin } = reader;
  if (first!.kind === "confirm" || first!.kind === "published") {
    return pageText(notifications, reader);
  }
  const linkLabel = say(language, "open");
  if (notifications.length > 1) {
    return { ...digestOf(notifications, reader), link: `${origin}/incidents`, linkLabel };
  }
  if (first!.kind === "test") {
    return {
      mark: "note",
      title: say(language, "test"),
      lines: [say(language, "test_detail")],
      link: origin,
      linkLabel,
    };
  }
  return { ...about(first!, reader), link: linkTo(first!, origin), linkLabel };
}

/** One endpoint is looked at itself, anything larger as an incident. */
function linkTo(notification: OfEpisode, origin: string): string {
  const { episode, others = 0 } = notification;
  const { id, endpointId, title } = episode;
  if (endpointId === null || title !== undefined || others > 0) {
    return `${origin}/incidents/${encodeURIComponent(id)}`;
  }
  // What is gone has no page any more.
  const isGone = notification.kind === "ended" && notification.ending === "removed";
  return isGone ? `${origin}/incidents` : `${origin}/endpoints/${encodeURIComponent(endpointId)}`;
}

function about(notification: OfEpisode, reader: Reader): Pick<Text, "mark" | "title" | "lines"> {
  const { language } = reader;
  const { episode, at, others = 0 } = notification;
  if (episode.title !== undefined) return aboutOpened(notification, episode, reader);
  const isMany = others > 0 && episode.severity === "down";
  const name = isMany
    ? say(language, "and_more", { name: nameOf(episode), others })
    : nameOf(episode);
  const lasted = duration(language, at - episode.startedAt);
  const why = episode.reason ? [reasonWords(language, episode.reason)] : [];
  const severity = isMany ? "down_many" : episode.severity;
  const worded = (key: MessageKey, values: Record<string, string | number> = {}) =>
    say(language, key, { name, lasted, ...values });
  // One check says nothing of how many, nor does what answers all the same.
  const isCounted = episode.severity === "down" && episode.failureCount > 1;
  const since = worded(isCounted ? "since" : "since_only", {
    since: moment(episode.startedAt, reader, at),
    zone: reader.timeZone,
    count: episode.failureCount,
  });
  const mark = markOf(notification);
  switch (notification.kind) {
    case "opened":
      return { mark, title: worded(severity), lines: [...why, since] };
    case "reminder":
      return {
        mark,
        title: worded(`still_${severity}`),
        lines: [...why, since, worded("nobody")],
      };
    case "escalated":
      return { mark, title: worded(`escalated_${severity}`), lines: [...why, since] };
    case "grown":
      return aboutGrown(notification, { name, since }, reader);
    case "ended":
      return {
        mark,
        title: worded(`ended_${endingKey(notification, isMany)}`),
        lines: [
          worded(`was_${severity}`, {
            since: moment(episode.startedAt, reader, at),
            until: moment(at, reader, at),
            zone: reader.timeZone,
          }),
          ...why.map((because) => worded("because", { because })),
        ],
      };
    case "acknowledged":
      return {
        mark,
        title: worded("acknowledged", { by: notification.by }),
        lines: [...why, since],
      };
    case "updated":
      return {
        mark,
        title: worded("updated", { status: stateWord(language, notification.status) }),
        lines: [notification.body, since],
      };
  }
}

function endingKey({ ending }: Extract<Notification, { kind: "ended" }>, isMany: boolean) {
  if (isMany) return ending === "recovered" ? "recovered_many" : "many";
  return ending === "worse" || ending === "resolved" ? "unknown" : ending;
}
