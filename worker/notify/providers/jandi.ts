import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, subject } from "../format";
import type { Icon } from "../templates/content";

const COLORS: Record<Icon, string> = {
  down: "#C0392B",
  degraded: "#B7791F",
  up: "#2F855A",
  note: "#718096",
};

/** https://support.jandi.com/ko/articles/6352697 */
export const jandi = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel }) =>
  jsonRequest(
    channel.settings["url"]!,
    {
      body: `${escapeLinks(truncate(subject(content), 300))} [[${content.linkLabel}]](${content.link})`,
      connectColor: COLORS[content.icon],
      connectInfo: content.lines.map((line) => ({
        description: escapeLinks(truncate(line, 1_000)),
      })),
    },
    { accept: "application/vnd.tosslab.jandi-v2+json" },
  ),
);

/** A link is `[[text]](address)`: no name makes one. */
const escapeLinks = (text: string): string =>
  text.replace(/\[/g, "［").replace(/\]/g, "］").replace(/@/g, "＠");
