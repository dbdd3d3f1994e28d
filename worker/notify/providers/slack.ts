import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider, type OutgoingMessage } from "../provider";
import { acknowledgeButton } from "./capabilities";
import { truncate, subject } from "../format";

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack = httpProvider(MAX_DIGEST_ITEMS, (letter) =>
  jsonRequest(letter.channel.settings["url"]!, {
    text: escapeText(subject(letter.content)),
    blocks: [
      // A header holds 150 characters, a section 3,000.
      { type: "header", text: plainText(truncate(subject(letter.content), 150)) },
      ...section(letter),
      { type: "actions", elements: buttons(letter) },
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

function buttons(letter: OutgoingMessage) {
  const { content, channel } = letter;
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
  const episode = channel.settings["signingSecret"] ? acknowledgeButton(letter) : null;
  if (!episode) return [open];
  const acknowledge = {
    type: "button",
    action_id: "acknowledge",
    style: "primary",
    text: plainText(truncate(episode.label, 75)),
    value: episode.id,
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
    .replace(/[*_~`]/g, (sign) => `\u200b${sign}`);
