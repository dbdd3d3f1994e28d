import { alertOf } from "../../domain/alerts/alert";
import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider, type OutgoingMessage } from "../provider";
import { truncate, truncateLines, subject, encodeHtmlEntities } from "../format";

/** A message is at most 32,000 bytes, and a character takes up to five once it is escaped. */
const MAX_CHARACTERS = 5_500;

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/cards */
export const googleChat = httpProvider(MAX_DIGEST_ITEMS, (message) => {
  const { content, channel } = message;
  return jsonRequest(withThreadReply(channel.settings["url"]!), {
    // What a phone shows before the card.
    fallbackText: truncate(subject(content), 300),
    cardsV2: [
      {
        cardId: "pharos",
        card: {
          header: { title: truncate(subject(content), 200) },
          sections: [
            {
              widgets: [
                ...truncateLines(content.lines, MAX_CHARACTERS).map((line) => ({
                  textParagraph: { text: encodeHtmlEntities(line) },
                })),
                {
                  buttonList: {
                    buttons: [
                      { text: content.linkLabel, onClick: { openLink: { url: content.link } } },
                    ],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
    ...threadOf(message),
  });
});

/** All of one incident stands in one thread. */
function threadOf({ notifications: [first], notifications }: OutgoingMessage) {
  const alert = notifications.length === 1 ? alertOf(first!) : null;
  return alert ? { thread: { threadKey: alert.id } } : {};
}

function withThreadReply(address: string): string {
  const url = new URL(address);
  url.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  return url.href;
}
