import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, withTrailingSlash } from "../format";
import type { Icon } from "../templates/content";

const PRIORITIES: Record<Icon, number> = { down: 5, degraded: 4, up: 3, note: 3 };
/** Shown as signs before the title: https://docs.ntfy.sh/emojis/ */
const TAGS: Record<Icon, string> = {
  down: "rotating_light",
  degraded: "warning",
  up: "white_check_mark",
  note: "information_source",
};

/** https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel }) => {
  const { server, topic, token } = channel.settings;
  return jsonRequest(
    withTrailingSlash(server ?? "https://ntfy.sh"),
    {
      topic,
      title: truncate(content.title, 250),
      // Above 4,096 bytes it would become a file, and all of this is refused above twice that.
      message: truncate(content.lines.join("\n") || content.title, 1_300),
      priority: PRIORITIES[content.icon],
      tags: [TAGS[content.icon]],
      click: content.link,
      actions: [{ action: "view", label: content.linkLabel, url: content.link }],
    },
    token ? { authorization: `Bearer ${token}` } : {},
  );
});
