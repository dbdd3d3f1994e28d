import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, withSlash } from "../format";
import type { Mark } from "../words/content";

/** 1 goes past the quiet hours of the device, 2 would ask to be confirmed. */
const PRIORITIES: Record<Mark, number> = { down: 1, degraded: 0, up: 0, note: -1 };

/** https://pushover.net/api#messages */
export const pushover = speaks(FOR_PEOPLE, ({ text, channel, at }) => {
  const { token, user, device, apiUrl } = channel.settings;
  return json(`${withSlash(apiUrl ?? "https://api.pushover.net")}1/messages.json`, {
    token,
    user,
    ...(device && { device }),
    title: bounded(headline(text), 250),
    message: bounded(text.lines.join("\n") || text.title, 1_000),
    url: bounded(text.link, 512),
    url_title: bounded(text.linkLabel, 100),
    priority: PRIORITIES[text.mark],
    timestamp: Math.floor(at / 1_000),
  });
});
