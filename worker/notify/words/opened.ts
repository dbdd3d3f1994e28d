import { titleOf, type Episode } from "../../domain/notification";
import { names } from "./digest";
import { aboutGrown } from "./grown";
import { say, type MessageKey } from "./messages";
import { reasonWords } from "./reason";
import { markOf, stateKey, type OfEpisode, type Reader, type Text } from "./content";
import { duration, moment } from "./when";

/**
 * What a message says of an incident that a person opened, or gave a title: in the words of people,
 * as far as there are any.
 */
export function aboutOpened(
  notification: OfEpisode,
  episode: Episode,
  reader: Reader,
): Pick<Text, "mark" | "title" | "lines"> {
  const { language } = reader;
  const { at } = notification;
  const { startedAt, reason } = episode;
  const name = titleOf(episode);
  const worded = (key: MessageKey, values: Record<string, string | number> = {}) =>
    say(language, key, {
      name,
      lasted: duration(language, at - startedAt),
      since: moment(startedAt, reader, at),
      until: moment(at, reader, at),
      zone: reader.timeZone,
      ...values,
    });
  const bad = gravity(notification, reader);
  const isOfPeople = episode.endpointId === null;
  const said = reason === null ? [] : [isOfPeople ? reason : reasonWords(language, reason)];
  const mark = markOf(notification);
  const since = isOfPeople
    ? worded("opened_since", { by: episode.openedBy })
    : worded(episode.failureCount > 1 ? "since" : "since_only", { count: episode.failureCount });
  switch (notification.kind) {
    case "opened":
      return { mark, title: worded("incident"), lines: [bad, ...said, since] };
    case "reminder":
      return {
        mark,
        title: worded("still_incident"),
        lines: [bad, ...said, since, worded("nobody")],
      };
    case "escalated":
      return { mark, title: worded("escalated_incident"), lines: [bad, ...said, since] };
    case "grown":
      return aboutGrown(notification, { name, since }, reader);
    case "ended": {
      const isWell = ["recovered", "resolved"].includes(notification.ending);
      return {
        mark,
        title: worded(isWell ? "ended_resolved" : "closed_incident"),
        lines: [...said, worded("was_incident")],
      };
    }
    case "acknowledged":
      return {
        mark,
        title: worded("acknowledged", { by: notification.by }),
        lines: [bad, ...said, since],
      };
    case "updated":
      return {
        mark,
        title: worded("updated", { status: say(language, stateKey(notification.status)) }),
        lines: [notification.body, bad, since],
      };
  }
}

/** How bad it is, and for what. */
function gravity({ episode, others = 0 }: OfEpisode, { language }: Reader): string {
  const grade = say(language, `severity_${episode.grade ?? "major"}`);
  const isOfPeople = episode.endpointId === null;
  const affected = isOfPeople
    ? episode.affects.map(({ name }) => name)
    : [episode.endpointName, ...(episode.also ?? []).map(({ name }) => name)];
  if (affected.length === 0) return say(language, "grade_only", { grade });
  // What checks found is counted; people name what they mean.
  const count = affected.length + (isOfPeople ? 0 : others);
  return say(language, "grade_affects", { grade, names: names(affected, language, count) });
}
