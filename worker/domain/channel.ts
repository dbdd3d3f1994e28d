import type { Instant } from "./instant";

/** Where a notification goes: what kind of place, and how to reach it. */
export type Channel = {
  id: string;
  name: string;
  kind: ChannelKind;
  settings: ChannelSettings;
  enabled: boolean;
  /** In which its messages are written. */
  language: Language;
  /** Of the IANA database: in which messages say when. */
  timeZone: string;
  /** A storm beyond this becomes one message with a count. */
  maxPerMinute: number;
  /** Where this Pharos was reached when the channel was saved: messages link there. */
  origin: string;
  createdAt: Instant;
  updatedAt: Instant;
};

/** By the names of the kind's fields. */
export type ChannelSettings = Record<string, string>;

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

export const CHANNEL_KINDS = ["webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** One setting of a kind: enough to check it, to mask it, and to ask for it in a form. */
export type ChannelField = {
  name: string;
  /** A `secret` is never shown again, nor is a `url` that holds one; a `text` is. */
  type: "url" | "secret-url" | "secret" | "text" | "email" | "template" | "choice";
  required: boolean;
  max: number;
  pattern?: RegExp;
  /** What such a value looks like; in messages and forms. */
  example?: string;
  options?: readonly string[];
};

const URL_MAX = 2_048;
const SECRET_MAX = 512;

/** 24 to 64 bytes in base64: Standard Webhooks 1.0.0. */
const WEBHOOK_SECRET =
  /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The settings of each kind. A kind is a row here, a row of its words, and `notify/channels/<kind>.ts`. */
export const CHANNEL_FIELDS: Record<ChannelKind, readonly ChannelField[]> = {
  webhook: [
    { name: "url", type: "url", required: true, max: URL_MAX, example: "https://example.com/hook" },
    {
      name: "secret",
      type: "secret",
      required: false,
      max: SECRET_MAX,
      pattern: WEBHOOK_SECRET,
      example: "whsec_ and 24 to 64 bytes in base64",
    },
  ],
};

export const isSecret = ({ type }: ChannelField): boolean => type.startsWith("secret");

export const CHANNEL_BOUNDS = {
  name: { min: 1, max: 80 },
  maxPerMinute: { min: 1, max: 60 },
} as const;

export const CHANNEL_DEFAULTS = { enabled: true, language: "en" } as const;

/** Where each incident has a life of its own, a storm cannot be one message. */
export const EACH_ITS_OWN: readonly ChannelKind[] = [];

/** How many messages a minute a kind is sent where nothing is said. */
export const paceOf = (kind: ChannelKind): number => (EACH_ITS_OWN.includes(kind) ? 60 : 6);
