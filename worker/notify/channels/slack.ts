import { FOR_PEOPLE, json, speaks, type Letter } from "../contract";
import { canAcknowledge } from "../acknowledging";
import { bounded, headline } from "../format";

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack = speaks(FOR_PEOPLE, (letter) =>
  json(letter.channel.settings["url"]!, {
    text: escaped(headline(letter.text)),
    blocks: [
      // A header holds 150 characters, a section 3,000.
      { type: "header", text: plain(bounded(headline(letter.text), 150)) },
      ...section(letter),
      { type: "actions", elements: buttons(letter) },
    ],
  }),
);

const section = ({ text: { lines } }: Letter) =>
  lines.length > 0
    ? [
        {
          type: "section",
          text: { type: "mrkdwn", text: bounded(escaped(lines.join("\n")), 3_000), verbatim: true },
        },
      ]
    : [];

function buttons(letter: Letter) {
  const { text, channel } = letter;
  const open = {
    type: "button",
    action_id: "open",
    text: plain(bounded(text.linkLabel, 75)),
    url: text.link,
  };
  const { end } = text;
  if (end) {
    return [
      open,
      { type: "button", action_id: "end", text: plain(bounded(end.label, 75)), url: end.link },
    ];
  }
  const episode = channel.settings["signingSecret"] ? canAcknowledge(letter) : null;
  if (!episode) return [open];
  const acknowledge = {
    type: "button",
    action_id: "acknowledge",
    style: "primary",
    text: plain(bounded(episode.label, 75)),
    value: episode.id,
  };
  return [acknowledge, open];
}

const plain = (text: string) => ({ type: "plain_text", text, emoji: false });

/** Nothing in a name is a mention, a link or markup: https://docs.slack.dev/messaging/formatting-message-text */
const escaped = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[*_~`]/g, (sign) => `\u200b${sign}`);
