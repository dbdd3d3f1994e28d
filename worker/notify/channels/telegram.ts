import { canAcknowledge } from "../acknowledging";
import { FOR_PEOPLE, json, type Letter, type Speaker } from "../contract";
import { bounded, headline, htmlEscaped, withSlash } from "../format";
import type { Answer } from "../../ports/notifying";

/** https://core.telegram.org/bots/api#sendmessage */
export const telegram: Speaker = {
  digestMax: FOR_PEOPLE,
  async deliver(letter, out) {
    const answer = read(await out.http(message(letter, letter.channel.settings["chatId"]!)));
    const movedTo = answer.outcome === "rejected" ? MOVED.exec(answer.text)?.[1] : undefined;
    return movedTo ? read(await out.http(message(letter, movedTo))) : answer;
  },
};

/** A group that became a supergroup has another id, and its old one takes nothing any more. */
const MOVED = /"migrate_to_chat_id":\s*(-\d{1,20})/;

function message(letter: Letter, chatId: string) {
  const { text, channel } = letter;
  const { token, threadId, hookSecret, apiUrl } = channel.settings;
  const episode = hookSecret ? canAcknowledge(letter) : null;
  const link = `<a href="${htmlEscaped(text.link)}">${htmlEscaped(text.linkLabel)}</a>`;
  const lines = bounded(text.lines.join("\n"), 3_000);
  return json(`${withSlash(apiUrl ?? "https://api.telegram.org")}bot${token}/sendMessage`, {
    chat_id: chatId,
    ...(threadId && { message_thread_id: Number(threadId) }),
    text: `<b>${htmlEscaped(bounded(headline(text), 300))}</b>\n${htmlEscaped(lines)}\n${link}`,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(episode && {
      reply_markup: {
        // A button carries 64 bytes.
        inline_keyboard: [
          [{ text: episode.label, callback_data: `ack:${episode.id}`.slice(0, 64) }],
        ],
      },
    }),
  });
}

/** It says in its body how long to wait: https://core.telegram.org/bots/api#responseparameters */
function read(answer: Answer): Answer {
  if (answer.outcome !== "throttled") return answer;
  const [, seconds] = /"retry_after":\s*(\d{1,6})/.exec(answer.text) ?? [];
  return seconds ? { ...answer, retryAfterMs: Number(seconds) * 1_000 } : answer;
}
