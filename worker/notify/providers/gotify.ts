import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, subject, withTrailingSlash } from "../format";
import type { Icon } from "../templates/content";

const PRIORITIES: Record<Icon, number> = { down: 8, degraded: 5, up: 5, note: 2 };

/** https://gotify.net/docs/pushmsg and https://gotify.net/docs/msgextras */
export const gotify = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel }) => {
  const { server, token } = channel.settings;
  return jsonRequest(
    `${withTrailingSlash(server!)}message`,
    {
      title: truncate(subject(content), 250),
      message: truncate(content.lines.join("\n") || content.title, 4_000),
      priority: PRIORITIES[content.icon],
      extras: {
        "client::display": { contentType: "text/plain" },
        "client::notification": { click: { url: content.link } },
      },
    },
    { "x-gotify-key": token },
  );
});
