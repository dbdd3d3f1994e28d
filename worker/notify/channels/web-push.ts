import { buildPushPayload, type PushSubscription } from "@block65/webcrypto-web-push";
import type { Answer, HttpMessage } from "../../ports/notifying";
import { FOR_PEOPLE, speaks, type Letter } from "../contract";
import { bounded, headline } from "../format";
import { say } from "../words/messages";

/** A notification is of little use to whoever comes back after an hour; its end comes as well. */
const TTL_SECONDS = 3_600;

/** One browser of one person: RFC 8030, 8291 and 8292. */
export const webPush = speaks(FOR_PEOPLE, message, read);

async function message({ channel, text, notifications }: Letter): Promise<HttpMessage> {
  const { subscription, publicKey, privateKey } = channel.settings;
  const to = JSON.parse(subscription!) as PushSubscription;
  // An encrypted record holds 4,096 bytes.
  const data = {
    title: bounded(headline(text), 200),
    body: bounded(text.lines.join("\n"), 600),
    link: text.link,
    ...(text.end && { end: text.end }),
    // A browser that a page asks says by itself that it was reached, and shows this.
    ...(notifications[0]?.kind === "confirm" && {
      confirmed: {
        title: say(channel.language, "page_push_ready", { page: channel.name }),
        link: channel.origin,
      },
    }),
  };
  const vapid = { subject: channel.origin, publicKey, privateKey };
  const options = { ttl: TTL_SECONDS, urgency: text.mark === "down" ? "high" : "normal" } as const;
  const { headers, body } = await buildPushPayload({ data, options }, to, vapid);
  return { url: to.endpoint, headers, body };
}

/** RFC 8030: a subscription that has expired is not found; it will not come back. */
function read(answer: Answer): Answer {
  return answer.outcome === "not-found" ? { ...answer, outcome: "gone" } : answer;
}
