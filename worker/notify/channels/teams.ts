import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, boundedLines, headline, markdownEscaped } from "../format";

/** 28 KB at most, and a character takes up to four bytes once it is escaped. */
const MOST_CHARACTERS = 5_500;

/**
 * A card by a workflow of Teams.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
export const teams = speaks(FOR_PEOPLE, ({ text, channel }) =>
  json(channel.settings["url"]!, {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          body: [
            block(bounded(headline(text), 300), { weight: "Bolder", size: "Medium" }),
            ...boundedLines(text.lines, MOST_CHARACTERS).map((line) => block(line, {})),
          ],
          actions: [{ type: "Action.OpenUrl", title: text.linkLabel, url: text.link }],
        },
      },
    ],
  }),
);

const block = (text: string, look: object) => ({
  type: "TextBlock",
  text: markdownEscaped(text),
  wrap: true,
  ...look,
});
