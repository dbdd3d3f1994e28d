import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, markdownEscaped } from "../format";
import type { Mark } from "../words/content";

const COLOURS: Record<Mark, string> = {
  down: "#C0392B",
  degraded: "#B7791F",
  up: "#2F855A",
  note: "#718096",
};

/** https://developers.mattermost.com/integrate/reference/message-attachments/ */
export const mattermost = speaks(FOR_PEOPLE, ({ text, channel }) => {
  const title = bounded(headline(text), 300);
  return json(channel.settings["url"]!, {
    attachments: [
      {
        // Nobody is called by a name.
        fallback: title.replace(/@/g, "@\u200b"),
        color: COLOURS[text.mark],
        title: markdownEscaped(title),
        title_link: text.link,
        // Servers before 4.4 take 7,900 characters of attachments in all.
        text: bounded(markdownEscaped(text.lines.join("\n")), 3_500),
      },
    ],
  });
});
