import { buildPushPayload, type PushSubscription } from "@block65/webcrypto-web-push";
import { FOR_PEOPLE, speaks } from "../contract";
import { bounded, headline } from "../format";

/** A notification is of little use to whoever comes back after an hour; its end comes as well. */
const TTL_SECONDS = 3_600;

/** One browser of one person: RFC 8030, 8291 and 8292. */
export const webPush = speaks(FOR_PEOPLE, async ({ channel, text }) => {
  const { subscription, publicKey, privateKey } = channel.settings;
  const to = JSON.parse(subscription!) as PushSubscription;
  // An encrypted record holds 4,096 bytes.
  const data = {
    title: bounded(headline(text), 200),
    body: bounded(text.lines.join("\n"), 600),
    link: text.link,
  };
  const vapid = { subject: channel.origin, publicKey, privateKey };
  const options = { ttl: TTL_SECONDS, urgency: text.mark === "down" ? "high" : "normal" } as const;
  const { headers, body } = await buildPushPayload({ data, options }, to, vapid);
  return { url: to.endpoint, headers, body };
});
