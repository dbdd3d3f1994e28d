import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, markdownEscaped } from "../format";

/**
 * A card by a workflow of Teams, which takes 28 KB.
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
            ...text.lines.map((line) => block(bounded(line, 3_000), {})),
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
