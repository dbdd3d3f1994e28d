import type { Instant } from "../instant";

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
  /** Where whoever subscribed to a page confirms and ends it; the team's own channels have none. */
  manageUrl?: string;
  /** A stranger entered where it leads: it is only ever sent to public addresses, by https. */
  isEnteredByStranger?: true;
  createdAt: Instant;
  updatedAt: Instant;
};

/** By the names of the kind's fields. */
export type ChannelSettings = Record<string, string>;

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

export const CHANNEL_KINDS = [
  "slack",
  "discord",
  "telegram",
  "teams",
  "google-chat",
  "mattermost",
  "jandi",
  "pagerduty",
  "opsgenie",
  "ntfy",
  "pushover",
  "gotify",
  "email",
  "resend",
  "postmark",
  "smtp",
  "web-push",
  "webhook",
  "template",
] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** One setting of a kind: enough to check it, to mask it, and to ask for it in a form. */
export type ChannelField = {
  name: string;
  /** What begins with `secret` is never shown again. A `host` and a `url` pass the guard. */
  type: "url" | "secret-url" | "secret" | "text" | "host" | "email" | "emails" | "long" | "choice";
  required: boolean;
  max: number;
  pattern?: RegExp;
  /** What such a value looks like; in messages and forms. */
  example?: string;
  options?: readonly string[];
};

/** 24 to 64 bytes in base64: Standard Webhooks 1.0.0. */
const WEBHOOK_SECRET =
  /^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const URL_MAX = 2_048;
const SECRET_MAX = 512;
const TEXT_MAX = 200;

type FieldOptions = Omit<ChannelField, "name" | "type" | "required" | "max">;
const field = (
  name: string,
  type: ChannelField["type"],
  required: boolean,
  rest: FieldOptions & { max?: number } = {},
): ChannelField => ({ name, type, required, max: MAX_LENGTHS[type], ...rest });

const MAX_LENGTHS: Record<ChannelField["type"], number> = {
  url: URL_MAX,
  "secret-url": URL_MAX,
  secret: SECRET_MAX,
  text: TEXT_MAX,
  host: 253,
  email: 254,
  emails: 2_000,
  long: 4_000,
  choice: TEXT_MAX,
};

/** The address that a service makes, in which its secret is. */
const webhookUrl = (example: string) => field("url", "secret-url", true, { example });
/** Where a service answers that has several homes, or one's own. */
const apiUrl = (example: string) => field("apiUrl", "url", false, { example });
const SENDER_FIELD = `from`;
const sender = field(SENDER_FIELD, "email", true, { example: "pharos@example.com" });
const recipients = field("to", "emails", true, { example: "ops@example.com, me@example.com" });

/** The settings of each kind: a kind is a row here, one in `notify/providers/index.ts`, and its own file. */
export const CHANNEL_FIELDS: Record<ChannelKind, readonly ChannelField[]> = {
  slack: [
    webhookUrl("https://hooks.slack.com/services/T000/B000/XXXX"),
    field("signingSecret", "secret", false, {
      pattern: /^[0-9a-f]{32}$/,
      example: "32 hex digits",
    }),
  ],
  discord: [
    webhookUrl("https://discord.com/api/webhooks/123/XXXX"),
    field("publicKey", "text", false, { pattern: /^[0-9a-f]{64}$/, example: "64 hex digits" }),
  ],
  telegram: [
    field("token", "secret", true, {
      pattern: /^\d{5,20}:[\w-]{20,80}$/,
      example: "123456789:AAExampleToken",
    }),
    field("chatId", "text", true, {
      pattern: /^(-?\d{1,20}|@\w{4,64})$/,
      example: "-1001234567890",
    }),
    field("threadId", "text", false, { pattern: /^\d{1,12}$/, example: "42" }),
    field("hookSecret", "secret", false, {
      pattern: /^[\w-]{16,256}$/,
      example: "at least 16 letters and digits",
    }),
    apiUrl("https://api.telegram.org"),
  ],
  teams: [webhookUrl("https://prod-00.westeurope.logic.azure.com/workflows/XXXX")],
  "google-chat": [
    webhookUrl("https://chat.googleapis.com/v1/spaces/XXXX/messages?key=XXXX&token=XXXX"),
  ],
  mattermost: [webhookUrl("https://mattermost.example.com/hooks/XXXX")],
  jandi: [webhookUrl("https://wh.jandi.com/connect-api/webhook/123/XXXX")],
  pagerduty: [
    field("routingKey", "secret", true, {
      pattern: /^[A-Za-z0-9]{32}$/,
      example: "32 letters and digits",
    }),
    apiUrl("https://events.pagerduty.com"),
  ],
  opsgenie: [
    field("apiKey", "secret", true, {
      pattern: /^[\w-]{20,64}$/,
      example: "the key of an API integration",
    }),
    apiUrl("https://api.opsgenie.com"),
  ],
  ntfy: [
    field("server", "url", false, { example: "https://ntfy.sh" }),
    field("topic", "text", true, { pattern: /^[-_A-Za-z0-9]{1,64}$/, example: "our-alerts-7f3k" }),
    field("token", "secret", false, { pattern: /^[\x21-\x7e]+$/, example: "tk_XXXX" }),
  ],
  pushover: [
    field("token", "secret", true, {
      pattern: /^[A-Za-z0-9]{30}$/,
      example: "30 letters and digits",
    }),
    field("user", "secret", true, {
      pattern: /^[A-Za-z0-9]{30}$/,
      example: "30 letters and digits",
    }),
    field("device", "text", false, { pattern: /^[A-Za-z0-9_-]{1,25}$/, example: "phone" }),
    apiUrl("https://api.pushover.net"),
  ],
  gotify: [
    field("server", "url", true, { example: "https://gotify.example.com" }),
    field("token", "secret", true, {
      pattern: /^[\x21-\x7e]+$/,
      example: "an application's token",
    }),
  ],
  email: [sender, recipients],
  resend: [
    field("apiKey", "secret", true, { pattern: /^re_\w+$/, example: "re_XXXX" }),
    sender,
    recipients,
    apiUrl("https://api.resend.com"),
  ],
  postmark: [
    field("serverToken", "secret", true, {
      pattern: /^[\x21-\x7e]+$/,
      example: "a server's token",
    }),
    sender,
    recipients,
    field("stream", "text", false, { pattern: /^[\w-]+$/, example: "outbound" }),
    apiUrl("https://api.postmarkapp.com"),
  ],
  smtp: [
    field("host", "host", true, { example: "smtp.example.com" }),
    field("port", "text", false, { pattern: /^(?!25$)[1-9]\d{0,4}$/, example: "465" }),
    field("security", "choice", false, { options: ["tls", "starttls", "none"] }),
    field("username", "text", false, { pattern: /^[^\r\n\0]+$/ }),
    field("password", "secret", false, { pattern: /^[^\r\n\0]+$/ }),
    sender,
    recipients,
  ],
  "web-push": [
    field("subscription", "secret", true, {
      max: 4_000,
      pattern: /^(?=.*"endpoint":\s*"https:\/\/)(?=.*"p256dh":)(?=.*"auth":)\{.*\}$/s,
      example: "what a browser says when it subscribes",
    }),
    field("publicKey", "text", true, { pattern: /^[\w-]{80,100}$/ }),
    field("privateKey", "secret", true, { pattern: /^[\w-]{40,50}$/ }),
  ],
  webhook: [
    field("url", "url", true, { example: "https://example.com/hook" }),
    field("secret", "secret", false, {
      pattern: WEBHOOK_SECRET,
      example: "whsec_ and 24 to 64 bytes in base64",
    }),
  ],
  template: [
    field("url", "secret-url", true, { example: "https://example.com/hook" }),
    field("contentType", "choice", false, {
      options: ["application/json", "application/x-www-form-urlencoded", "text/plain"],
    }),
    field("authorization", "secret", false, { pattern: /^[\x20-\x7e]+$/, example: "Bearer XXXX" }),
    field("template", "long", false, { example: '{"text": "{{title}}"}' }),
  ],
};

export const isSecret = ({ type }: ChannelField): boolean => type.startsWith("secret");

export const CHANNEL_BOUNDS = {
  name: { min: 1, max: 80 },
  maxPerMinute: { min: 1, max: 60 },
} as const;

export const CHANNEL_DEFAULTS = { enabled: true, language: "en" } as const;

/** Where each incident has a life of its own, a storm cannot be one message. */
const INCIDENT_KINDS: readonly ChannelKind[] = ["pagerduty", "opsgenie"];

/** How many messages a minute a kind is sent where nothing is said. */
export const defaultRateLimit = (kind: ChannelKind): number =>
  INCIDENT_KINDS.includes(kind) ? 60 : 6;
