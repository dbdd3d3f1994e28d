import type { ChannelKind, Language } from "../alerts/channel";
import type { Instant } from "../instant";
import { HOUR_MS } from "../schedule";

/** How a visitor of a page may hear of it. */
export const SUBSCRIPTION_KINDS = ["email", "slack", "webhook", "push"] as const;
export type SubscriptionKind = (typeof SUBSCRIPTION_KINDS)[number];

/** Somebody who asked to hear what a page says: confirmed by whoever is reached there, or nothing yet. */
export type Subscription = {
  id: string;
  pageId: string;
  kind: SubscriptionKind;
  /** A mail address, or where a service takes messages; of a push where the browser's own takes them. */
  address: string;
  /** Whoever has it confirms and ends the subscription: it is in every message, and nowhere else. */
  token: string;
  /** What a webhook's messages are signed with; of a push its `PushKeys` as JSON; null of other kinds. */
  secret: string | null;
  /** Null is all of the page. */
  componentIds: string[] | null;
  language: Language;
  /** Where the page was reached: messages link there. */
  origin: string;
  createdAt: Instant;
  /** Null until whoever is reached there has confirmed. */
  confirmedAt: Instant | null;
};

/** All in base64url: with what a browser's messages are encrypted (RFC 8291) and signed (RFC 8292). */
export type PushKeys = { p256dh: string; auth: string; publicKey: string; privateKey: string };

export const SUBSCRIPTION_BOUNDS = {
  /** That somebody has confirmed. */
  perPage: 500,
  /** That nobody has confirmed yet; the oldest give way. */
  unconfirmedPerPage: 200,
  /** So many of a page may wait for an answer that were asked within the last hour. */
  confirmationsPerHour: 30,
  /** So often is one mailbox or receiver asked within an hour, by all pages together. */
  confirmationsPerAddress: 3,
  address: { max: 2_048 },
  email: { max: 254 },
  /** What nobody confirms is forgotten. */
  confirmWithinMs: 24 * HOUR_MS,
  /** Nobody is asked more often than this, whoever enters their address. */
  resendAfterMs: HOUR_MS,
  /** At most one message a minute; a storm is one with a count. */
  perMinute: 1,
} as const;

/** Channels that can mail anybody. */
export const EMAIL_CHANNEL_KINDS = [
  "email",
  "resend",
  "postmark",
  "smtp",
] as const satisfies ChannelKind[];

export const canSendEmail = (kind: ChannelKind): boolean =>
  EMAIL_CHANNEL_KINDS.some((one) => one === kind);

/** One mailbox, however its address is spelled: most services ignore dots, and all of them a `+tag`. */
export function mailboxOf(address: string): string {
  const [local = "", domain = ""] = address.toLowerCase().split("@");
  const name = local.replace(/(?<=.)\+.*$/, "").replaceAll(".", "");
  return `${name || local}@${domain}`;
}

export const isEmailAddress = (text: string): boolean =>
  /^[^\s@<>,;:"\\]{1,64}@[^\s@<>,;:"\\]+\.[^\s@<>,;:"\\]+$/.test(text);
