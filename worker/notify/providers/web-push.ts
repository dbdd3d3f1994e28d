import { buildPushPayload, type PushSubscription } from "@block65/webcrypto-web-push";
import type { ProviderResponse, ProviderRequest } from "../../ports/notifications";
import { MAX_DIGEST_ITEMS, httpProvider, type OutgoingMessage } from "../provider";
import { truncate, subject } from "../format";
import { t } from "../templates/messages";

/** A notification is of little use to whoever comes back after an hour; its end comes as well. */
const TTL_SECONDS = 3_600;

/** One browser of one person: RFC 8030, 8291 and 8292. */
export const webPush = httpProvider(MAX_DIGEST_ITEMS, pushRequest, readResponse);

async function pushRequest({
  channel,
  content,
  notifications,
}: OutgoingMessage): Promise<ProviderRequest> {
  const { subscription, publicKey, privateKey } = channel.settings;
  const to = JSON.parse(subscription!) as PushSubscription;
  // An encrypted record holds 4,096 bytes.
  const data = {
    title: truncate(subject(content), 200),
    body: truncate(content.lines.join("\n"), 600),
    link: content.link,
    ...(content.unsubscribe && { end: content.unsubscribe }),
    // A browser that a page asks says by itself that it was reached, and shows this.
    ...(notifications[0]?.kind === "confirm" && {
      confirmed: {
        title: t(channel.language, "page_push_ready", { page: channel.name }),
        link: channel.origin,
      },
    }),
  };
  const vapid = { subject: channel.origin, publicKey, privateKey };
  const options = {
    ttl: TTL_SECONDS,
    urgency: content.icon === "down" ? "high" : "normal",
  } as const;
  const { headers, body } = await buildPushPayload({ data, options }, to, vapid);
  return { url: to.endpoint, headers, body };
}

/** RFC 8030: a subscription that has expired is not found; it will not come back. */
function readResponse(answer: ProviderResponse): ProviderResponse {
  return answer.outcome === "not-found" ? { ...answer, outcome: "gone" } : answer;
}
