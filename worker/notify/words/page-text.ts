import type { Notification } from "../../domain/notification";
import { say } from "./messages";
import { linesOf, markOf, titleOf } from "./published";
import type { Mark, Reader, Text } from "./content";

/** Updates that are spelled out; the others are a count. */
const SPELLED = 10;

/** What a visitor of a page is told of it: only what the page says to everybody. */
export function pageText(notifications: readonly Notification[], reader: Reader): Text {
  const { language, origin, name: page, manageUrl = origin } = reader;
  const updates = notifications.flatMap((one) => (one.kind === "published" ? one.updates : []));
  if (updates.length === 0) {
    return {
      mark: "note",
      title: say(language, "page_confirm", { page }),
      lines: [say(language, "page_confirm_detail", { page })],
      link: manageUrl,
      linkLabel: say(language, "page_confirm_open"),
    };
  }
  const rest = {
    link: origin,
    linkLabel: say(language, "page_open"),
    end: { label: say(language, "page_end"), link: manageUrl },
  };
  const [first] = updates;
  if (updates.length === 1) {
    return {
      mark: markOf(first!),
      title: `${page}: ${titleOf(first!, language)}`,
      lines: linesOf(first!, reader),
      ...rest,
    };
  }
  const more = updates.length - SPELLED;
  return {
    mark: worst(updates.map(markOf)),
    title: say(language, "page_many", { page, count: updates.length }),
    lines: [
      ...updates.slice(0, SPELLED).map((update) => titleOf(update, language)),
      ...(more > 0 ? [say(language, "page_more", { count: more })] : []),
    ],
    ...rest,
  };
}

const worst = (marks: readonly Mark[]): Mark =>
  (["down", "degraded", "note", "up"] as const).find((one) => marks.includes(one)) ?? "note";
