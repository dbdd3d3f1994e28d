import type { Language } from "../../domain/channel";
import { listed } from "../../domain/names";
import type { Notification, Published } from "../../domain/notification";
import { say } from "./messages";
import { stateWord, type Mark, type Reader, type Text } from "./text";

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
      title: `${page}: ${titleOf(first!, reader)}`,
      lines: linesOf(first!, reader),
      ...rest,
    };
  }
  const more = updates.length - SPELLED;
  return {
    mark: worst(updates.map(markOf)),
    title: say(language, "page_many", { page, count: updates.length }),
    lines: [
      ...updates.slice(0, SPELLED).map((update) => titleOf(update, reader)),
      ...(more > 0 ? [say(language, "page_more", { count: more })] : []),
    ],
    ...rest,
  };
}

const isOver = ({ status }: Published): boolean => ["resolved", "postmortem"].includes(status);

const markOf = (update: Published): Mark =>
  isOver(update) ? "up" : update.body === null ? "down" : "note";

const worst = (marks: readonly Mark[]): Mark =>
  (["down", "note", "up"] as const).find((one) => marks.includes(one)) ?? "note";

const listOf = (names: readonly string[], language: Language): string =>
  listed(names, language, (rest) => say(language, "more", rest));

function titleOf(update: Published, { language }: Reader): string {
  const { names, title, isPart, status } = update;
  const told = { names: listOf(names, language), count: names.length };
  if (update.body === null && title === null && isOver(update)) {
    return say(language, "page_up", told);
  }
  const named = title ?? say(language, isPart ? "page_part" : "page_down", told);
  if (update.body === null && title === null) return named;
  return say(language, "page_written", { title: named, status: stateWord(language, status) });
}

function linesOf(update: Published, { language }: Reader): string[] {
  const { body, title, names } = update;
  const noticed = isOver(update) ? "page_recovered" : "page_noticed";
  return [
    body ?? say(language, noticed),
    ...(title === null ? [] : [say(language, "page_affects", { names: listOf(names, language) })]),
  ];
}
