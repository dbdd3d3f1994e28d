import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, markdownEscaped } from "../format";

/** https://developers.mattermost.com/integrate/reference/message-attachments/ */
export const mattermost = speaks(FOR_PEOPLE, ({ text, channel }) => {
  const title = bounded(headline(text), 300);
  return json(channel.settings["url"]!, {
    attachments: [
      {
        // Nobody is called by a name.
        fallback: title.replace(/@/g, "@\u200b"),
        title: markdownEscaped(title),
        title_link: text.link,
        // Older servers take 7,900 characters of attachments in all.
        text: bounded(markdownEscaped(text.lines.join("\n")), 3_500),
      },
    ],
  });
});
