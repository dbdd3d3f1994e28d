import type { Notification } from "../../domain/notification";
import { names } from "./digest";
import { say } from "./messages";
import { markOf, type Reader, type Text } from "./content";

/** What a message says to those who know of an incident that became larger or worse. */
export function aboutGrown(
  notification: Extract<Notification, { kind: "grown" }>,
  { name, since }: { name: string; since: string },
  { language }: Reader,
): Pick<Text, "mark" | "title" | "lines"> {
  const { joined, grade } = notification;
  const worse =
    grade === null
      ? []
      : [say(language, "worse", { name, grade: say(language, `severity_${grade}`) })];
  const also =
    joined.length === 0
      ? []
      : [
          say(language, "grown", { names: names(joined, language) }),
          say(language, "part_of", { name }),
        ];
  const [title = name, ...lines] = [...also, ...worse];
  return { mark: markOf(notification), title, lines: [...lines, since] };
}
