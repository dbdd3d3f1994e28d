import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, subject, withTrailingSlash } from "../format";
import type { Icon } from "../templates/content";

/** 1 goes past the quiet hours of the device, 2 would ask to be confirmed. */
const PRIORITIES: Record<Icon, number> = { down: 1, degraded: 0, up: 0, note: -1 };

/** https://pushover.net/api#messages */
export const pushover = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel, at }) => {
  const { token, user, device, apiUrl } = channel.settings;
  return jsonRequest(`${withTrailingSlash(apiUrl ?? "https://api.pushover.net")}1/messages.json`, {
    token,
    user,
    ...(device && { device }),
    title: truncate(subject(content), 250),
    message: truncate(content.lines.join("\n") || content.title, 1_000),
    url: truncate(content.link, 512),
    url_title: truncate(content.linkLabel, 100),
    priority: PRIORITIES[content.icon],
    timestamp: Math.floor(at / 1_000),
  });
});
