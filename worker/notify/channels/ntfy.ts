import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, withSlash } from "../format";
import type { Mark } from "../words/content";

const PRIORITIES: Record<Mark, number> = { down: 5, degraded: 4, up: 3, note: 3 };
/** Shown as signs before the title: https://docs.ntfy.sh/emojis/ */
const TAGS: Record<Mark, string> = {
  down: "rotating_light",
  degraded: "warning",
  up: "white_check_mark",
  note: "information_source",
};

/** https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy = speaks(FOR_PEOPLE, ({ text, channel }) => {
  const { server, topic, token } = channel.settings;
  return json(
    withSlash(server ?? "https://ntfy.sh"),
    {
      topic,
      title: bounded(text.title, 250),
      // Above 4,096 bytes it would become a file, and all of this is refused above twice that.
      message: bounded(text.lines.join("\n") || text.title, 1_300),
      priority: PRIORITIES[text.mark],
      tags: [TAGS[text.mark]],
      click: text.link,
      actions: [{ action: "view", label: text.linkLabel, url: text.link }],
    },
    token ? { authorization: `Bearer ${token}` } : {},
  );
});
