import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, subject, escapeMarkdown } from "../format";
import type { Icon } from "../templates/content";

const COLORS: Record<Icon, string> = {
  down: "#C0392B",
  degraded: "#B7791F",
  up: "#2F855A",
  note: "#718096",
};

/** https://developers.mattermost.com/integrate/reference/message-attachments/ */
export const mattermost = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel }) => {
  const title = truncate(subject(content), 300);
  return jsonRequest(channel.settings["url"]!, {
    attachments: [
      {
        // Nobody is called by a name.
        fallback: title.replace(/@/g, "@\u200b"),
        color: COLORS[content.icon],
        title: escapeMarkdown(title),
        title_link: content.link,
        // Servers before 4.4 take 7,900 characters of attachments in all.
        text: truncate(escapeMarkdown(content.lines.join("\n")), 3_500),
      },
    ],
  });
});
