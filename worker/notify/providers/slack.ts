import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider, type OutgoingMessage } from "../provider";
import { acknowledgeButton } from "./capabilities";
import { truncate, subject } from "../format";

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack = httpProvider(MAX_DIGEST_ITEMS, (message) =>
  jsonRequest(message.channel.settings["url"]!, {
    text: escapeText(subject(message.content)),
    blocks: [
      // A header holds 150 characters, a section 3,000.
      { type: "header", text: plainText(truncate(subject(message.content), 150)) },
      ...section(message),
      { type: "actions", elements: buttons(message) },
    ],
  }),
);

const section = ({ content: { lines } }: OutgoingMessage) =>
  lines.length > 0
    ? [
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: truncate(escapeText(lines.join("\n")), 3_000),
            verbatim: true,
          },
        },
      ]
    : [];

function buttons(message: OutgoingMessage) {
  const { content, channel } = message;
  const open = {
    type: "button",
    action_id: "open",
    text: plainText(truncate(content.linkLabel, 75)),
    url: content.link,
  };
  const { unsubscribe } = content;
  if (unsubscribe) {
    return [
      open,
      {
        type: "button",
        action_id: "end",
        text: plainText(truncate(unsubscribe.label, 75)),
        url: unsubscribe.link,
      },
    ];
  }
  const button = channel.settings["signingSecret"] ? acknowledgeButton(message) : null;
  if (!button) return [open];
  const acknowledge = {
    type: "button",
    action_id: "acknowledge",
    style: "primary",
    text: plainText(truncate(button.label, 75)),
    value: button.id,
  };
  return [acknowledge, open];
}

const plainText = (text: string) => ({ type: "plain_text", text, emoji: false });

/** Nothing in a name is a mention, a link or markup: https://docs.slack.dev/messaging/formatting-message-text */
const escapeText = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[*_~`]/g, (character) => `\u200b${character}`);
