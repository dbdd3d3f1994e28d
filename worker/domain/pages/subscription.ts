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
  perPage: 500,
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

export const isEmailAddress = (text: string): boolean =>
  /^[^\s@<>,;:"\\]{1,64}@[^\s@<>,;:"\\]+\.[^\s@<>,;:"\\]+$/.test(text);
