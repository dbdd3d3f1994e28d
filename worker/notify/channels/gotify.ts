import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, withSlash } from "../format";
import type { Mark } from "../words/content";

const PRIORITIES: Record<Mark, number> = { down: 8, degraded: 5, up: 5, note: 2 };

/** https://gotify.net/docs/pushmsg and https://gotify.net/docs/msgextras */
export const gotify = speaks(FOR_PEOPLE, ({ text, channel }) => {
  const { server, token } = channel.settings;
  return json(
    `${withSlash(server!)}message`,
    {
      title: bounded(headline(text), 250),
      message: bounded(text.lines.join("\n") || text.title, 4_000),
      priority: PRIORITIES[text.mark],
      extras: {
        "client::display": { contentType: "text/plain" },
        "client::notification": { click: { url: text.link } },
      },
    },
    { "x-gotify-key": token },
  );
});
