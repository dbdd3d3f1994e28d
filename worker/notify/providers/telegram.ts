import { acknowledgeButton } from "./capabilities";
import { MAX_DIGEST_ITEMS, jsonRequest, type OutgoingMessage, type Provider } from "../provider";
import { truncate, subject, encodeHtmlEntities, withTrailingSlash } from "../format";
import type { ProviderResponse } from "../../ports/notifications";

/** https://core.telegram.org/bots/api#sendmessage */
export const telegram: Provider = {
  maxDigestItems: MAX_DIGEST_ITEMS,
  async deliver(message, transport) {
    const response = readResponse(
      await transport.http(sendMessageRequest(message, message.channel.settings["chatId"]!)),
    );
    const movedTo =
      response.outcome === "rejected" ? MIGRATED_CHAT_ID.exec(response.text)?.[1] : undefined;
    return movedTo
      ? readResponse(await transport.http(sendMessageRequest(message, movedTo)))
      : response;
  },
};

/** A group that became a supergroup has another id, and its old one takes nothing any more. */
const MIGRATED_CHAT_ID = /"migrate_to_chat_id":\s*(-\d{1,20})/;

function sendMessageRequest(message: OutgoingMessage, chatId: string) {
  const { content, channel } = message;
  const { token, threadId, hookSecret, apiUrl } = channel.settings;
  const button = hookSecret ? acknowledgeButton(message) : null;
  const link = `<a href="${encodeHtmlEntities(content.link)}">${encodeHtmlEntities(content.linkLabel)}</a>`;
  const lines = truncate(content.lines.join("\n"), 3_000);
  return jsonRequest(
    `${withTrailingSlash(apiUrl ?? "https://api.telegram.org")}bot${token}/sendMessage`,
    {
      chat_id: chatId,
      ...(threadId && { message_thread_id: Number(threadId) }),
      text: `<b>${encodeHtmlEntities(truncate(subject(content), 300))}</b>\n${encodeHtmlEntities(lines)}\n${link}`,
      parse_mode: "HTML",
      link_preview_options: { is_disabled: true },
      ...(button && {
        reply_markup: {
          // A button carries 64 bytes.
          inline_keyboard: [
            [{ text: button.label, callback_data: `ack:${button.id}`.slice(0, 64) }],
          ],
        },
      }),
    },
  );
}

/** It says in its body how long to wait: https://core.telegram.org/bots/api#responseparameters */
function readResponse(response: ProviderResponse): ProviderResponse {
  if (response.outcome !== "throttled") return response;
  const [, seconds] = /"retry_after":\s*(\d{1,6})/.exec(response.text) ?? [];
  return seconds ? { ...response, retryAfterMs: Number(seconds) * 1_000 } : response;
}
