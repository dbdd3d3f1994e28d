import { episodeOf } from "../../domain/notification";
import { FOR_PEOPLE, json, speaks, type Letter } from "../contract";
import { bounded, boundedLines, headline, htmlEscaped } from "../format";

/** A message is at most 32,000 bytes, and a character takes up to five once it is escaped. */
const MOST_CHARACTERS = 5_500;

/** https://developers.google.com/workspace/chat/api/reference/rest/v1/cards */
export const googleChat = speaks(FOR_PEOPLE, (letter) => {
  const { text, channel } = letter;
  return json(inThread(channel.settings["url"]!), {
    // What a phone shows before the card.
    fallbackText: bounded(headline(text), 300),
    cardsV2: [
      {
        cardId: "pharos",
        card: {
          header: { title: bounded(headline(text), 200) },
          sections: [
            {
              widgets: [
                ...boundedLines(text.lines, MOST_CHARACTERS).map((line) => ({
                  textParagraph: { text: htmlEscaped(line) },
                })),
                {
                  buttonList: {
                    buttons: [{ text: text.linkLabel, onClick: { openLink: { url: text.link } } }],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
    ...threadOf(letter),
  });
});

/** All of one incident stands in one thread. */
function threadOf({ notifications: [first], notifications }: Letter) {
  const episode = notifications.length === 1 ? episodeOf(first!) : null;
  return episode ? { thread: { threadKey: episode.id } } : {};
}

function inThread(address: string): string {
  const url = new URL(address);
  url.searchParams.set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD");
  return url.href;
}
