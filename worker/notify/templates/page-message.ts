import type { Notification } from "../../domain/alerts/alert";
import { t } from "./messages";
import { updateLines, updateIcon, updateTitle } from "./page-update";
import type { Icon, Recipient, MessageContent } from "./content";

/** Updates that are spelled out; the others are a count. */
const MAX_LISTED_UPDATES = 10;

/** What a visitor of a page is told of it: only what the page says to everybody. */
export function renderPageMessage(
  notifications: readonly Notification[],
  reader: Recipient,
): MessageContent {
  const { language, origin, name: page, manageUrl = origin } = reader;
  const updates = notifications.flatMap((one) => (one.kind === "published" ? one.updates : []));
  if (updates.length === 0) {
    return {
      icon: "note",
      title: t(language, "page_confirm", { page }),
      lines: [t(language, "page_confirm_detail", { page })],
      link: manageUrl,
      linkLabel: t(language, "page_confirm_open"),
    };
  }
  const rest = {
    link: origin,
    linkLabel: t(language, "page_open"),
    unsubscribe: { label: t(language, "page_end"), link: manageUrl },
  };
  const [first] = updates;
  if (updates.length === 1) {
    return {
      icon: updateIcon(first!),
      title: `${page}: ${updateTitle(first!, language)}`,
      lines: updateLines(first!, reader),
      ...rest,
    };
  }
  const more = updates.length - MAX_LISTED_UPDATES;
  return {
    icon: worstIcon(updates.map(updateIcon)),
    title: t(language, "page_many", { page, count: updates.length }),
    lines: [
      ...updates.slice(0, MAX_LISTED_UPDATES).map((update) => updateTitle(update, language)),
      ...(more > 0 ? [t(language, "page_more", { count: more })] : []),
    ],
    ...rest,
  };
}

const worstIcon = (marks: readonly Icon[]): Icon =>
  (["down", "degraded", "note", "up"] as const).find((one) => marks.includes(one)) ?? "note";
