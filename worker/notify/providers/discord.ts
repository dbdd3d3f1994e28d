import { acknowledgeButton } from "./capabilities";
import { MAX_DIGEST_ITEMS, jsonRequest, httpProvider, type OutgoingMessage } from "../provider";
import { truncate, subject } from "../format";
import type { ProviderResponse } from "../../ports/notifications";
import type { Icon } from "../templates/content";

const COLORS: Record<Icon, number> = {
  down: 0xc0392b,
  degraded: 0xb7791f,
  up: 0x2f855a,
  note: 0x718096,
};

/** https://discord.com/developers/docs/resources/webhook#execute-webhook */
export const discord = httpProvider(
  MAX_DIGEST_ITEMS,
  (message) => {
    const { content, at, channel } = message;
    return jsonRequest(withComponents(channel.settings["url"]!), {
      // Nobody is called by what a name or a reason says.
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: truncate(escapeText(subject(content)), 256),
          description: truncate(escapeText(content.lines.join("\n")), 4_000),
          url: content.link,
          color: COLORS[content.icon],
          timestamp: new Date(at).toISOString(),
        },
      ],
      components: [{ type: 1, components: buttons(message) }],
    });
  },
  readResponse,
);

/** A webhook of no application may still carry buttons that lead somewhere. */
function withComponents(address: string): string {
  const url = new URL(address);
  url.searchParams.set("wait", "true");
  url.searchParams.set("with_components", "true");
  return url.href;
}

function buttons(message: OutgoingMessage) {
  const { content, channel } = message;
  const open = { type: 2, style: 5, label: truncate(content.linkLabel, 80), url: content.link };
  const button = channel.settings["publicKey"] ? acknowledgeButton(message) : null;
  if (!button) return [open];
  const id = `acknowledge:${button.id}`;
  return [{ type: 2, style: 1, label: truncate(button.label, 80), custom_id: id }, open];
}

/**
 * How long to wait stands in the body, in seconds with a fraction; a webhook that was deleted is not
 * to be tried again, or the sender is shut out: https://discord.com/developers/docs/topics/rate-limits
 */
function readResponse(response: ProviderResponse): ProviderResponse {
  if (response.outcome === "not-found" && UNKNOWN_WEBHOOK.test(response.text)) {
    return { ...response, outcome: "gone" };
  }
  if (response.outcome !== "throttled") return response;
  const [, seconds] = /"retry_after":\s*([\d.]{1,12})/.exec(response.text) ?? [];
  return seconds ? { ...response, retryAfterMs: Math.ceil(Number(seconds) * 1_000) } : response;
}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
const UNKNOWN_WEBHOOK = /"code":\s*10015\b/;

const escapeText = (text: string): string => text.replace(/[\\*_~|`>#[\]@<]/g, "\\$&");
