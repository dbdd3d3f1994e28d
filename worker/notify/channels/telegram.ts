import { canAcknowledge } from "../acknowledging";
import { FOR_PEOPLE, json, speaks } from "../contract";
import { bounded, headline, htmlEscaped, withSlash } from "../format";
import type { Answer } from "../../ports/notifying";

/** https://core.telegram.org/bots/api#sendmessage */
export const telegram = speaks(
  FOR_PEOPLE,
  (letter) => {
    const { text, channel } = letter;
    const { token, chatId, threadId, apiUrl } = channel.settings;
    const episode = channel.settings["hookSecret"] ? canAcknowledge(letter) : null;
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
  },
  read,
);

/** It says in its body how long to wait: https://core.telegram.org/bots/api#responseparameters */
function read(answer: Answer): Answer {
  if (answer.outcome !== "throttled") return answer;
  const [, seconds] = /"retry_after":\s*(\d{1,6})/.exec(answer.text) ?? [];
  return seconds ? { ...answer, retryAfterMs: Number(seconds) * 1_000 } : answer;
}
