import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider } from "../provider";
import { truncate, truncateLines, subject, escapeMarkdown } from "../format";

/** 28 KB at most, and a character takes up to four bytes once it is escaped. */
const MAX_CHARACTERS = 5_500;

/**
 * A card by a workflow of Teams.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
export const teams = httpProvider(MAX_DIGEST_ITEMS, ({ content, channel }) =>
  jsonRequest(channel.settings["url"]!, {
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
            block(truncate(subject(content), 300), { weight: "Bolder", size: "Medium" }),
            ...truncateLines(content.lines, MAX_CHARACTERS).map((line) => block(line, {})),
          ],
          actions: [{ type: "Action.OpenUrl", title: content.linkLabel, url: content.link }],
        },
      },
    ],
  }),
);

const block = (text: string, style: object) => ({
  type: "TextBlock",
  text: escapeMarkdown(text),
  wrap: true,
  ...style,
});
