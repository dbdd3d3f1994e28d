import type { OfPeople } from "../../domain/notification";
import { names } from "./digest";
import { say, type MessageKey } from "./messages";
import { markOf, stateKey, type OfEpisode, type Reader, type Text } from "./text";
import { duration, moment } from "./when";

/** What a message says of an incident that a person opened: in the words of people, as far as there are any. */
export function aboutOpened(
  notification: OfEpisode,
  { title, grade, affects, openedBy, startedAt, reason }: OfPeople,
  reader: Reader,
): Pick<Text, "mark" | "title" | "lines"> {
  const { language } = reader;
  const { at } = notification;
  const worded = (key: MessageKey, values: Record<string, string> = {}) =>
    say(language, key, {
      name: title,
      lasted: duration(language, at - startedAt),
      since: moment(startedAt, reader, at),
      until: moment(at, reader, at),
      zone: reader.timeZone,
      by: openedBy,
      ...values,
    });
  const affected = affects.map(({ name }) => name);
  const bad =
    affected.length > 0
      ? worded("grade_affects", {
          grade: worded(`severity_${grade}`),
          names: names(affected, language),
        })
      : worded(`severity_${grade}`);
  const said = reason === null ? [] : [reason];
  const mark = markOf(notification);
  const since = worded("opened_since");
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
    case "ended":
      return { mark, title: worded("ended_resolved"), lines: [...said, worded("was_incident")] };
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
