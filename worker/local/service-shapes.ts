import * as v from "valibot";
import type { ChannelKind } from "../domain/channel";
import {
  discordPayload,
  googleChatPayload,
  isoTime,
  jandiPayload,
  link,
  mattermostPayload,
  slackPayload,
  teamsPayload,
  telegramPayload,
  text,
} from "./chat-shapes";
import type { ReceivedRequest } from "./notify-fixtures";

/**
 * What each service takes, as it publishes it: strict, so that a field that it does not know or a
 * text that is too long fails here as it would there. The addresses of the pages stand in
 * `notify/channels/<kind>.ts`.
 */

const nonEmpty = v.pipe(v.string(), v.minLength(1));

/**
 * https://developer.pagerduty.com/docs/send-alert-event: 512 KB in all; it publishes no length but of
 * the key and the summary.
 */
const event = {
  routing_key: v.pipe(v.string(), v.length(32)),
  dedup_key: text(255),
};
const pagerdutyPayload = v.variant("event_action", [
  v.strictObject({
    ...event,
    event_action: v.literal("trigger"),
    payload: v.strictObject({
      summary: text(1_024),
      source: nonEmpty,
      severity: v.picklist(["critical", "error", "warning", "info"]),
      timestamp: isoTime,
      component: v.optional(nonEmpty),
      group: v.optional(nonEmpty),
      class: nonEmpty,
      custom_details: v.strictObject({ text: v.array(v.string()), tags: v.array(v.string()) }),
    }),
    client: nonEmpty,
    client_url: link,
    links: v.array(v.strictObject({ href: link, text: nonEmpty })),
  }),
  v.strictObject({ ...event, event_action: v.picklist(["acknowledge", "resolve"]) }),
]);

/** https://docs.opsgenie.com/docs/alert-api#create-alert: each field with its limit; details 8,000 in all. */
const opsgenieAlert = v.strictObject({
  message: text(130),
  alias: text(512),
  description: text(15_000),
  entity: text(512),
  source: text(100),
  priority: v.picklist(["P1", "P2", "P3", "P4", "P5"]),
  tags: v.pipe(v.array(text(50)), v.maxLength(20)),
  details: v.pipe(
    v.record(v.string(), v.string()),
    v.check((details) => JSON.stringify(details).length <= 8_000, "8,000 characters of details"),
  ),
});
const opsgenieNote = v.strictObject({ source: text(100), note: text(25_000) });

/**
 * https://docs.ntfy.sh/publish/#publish-as-json and #limitations: 4,096 bytes of a message, 1 KB of a
 * title, 512 bytes of all tags, three actions.
 */
const ntfyPayload = v.strictObject({
  topic: v.pipe(v.string(), v.regex(/^[-_A-Za-z0-9]{1,64}$/)),
  title: v.pipe(v.string(), v.minLength(1), v.maxBytes(1_024)),
  message: v.pipe(v.string(), v.minLength(1), v.maxBytes(4_096)),
  priority: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)),
  tags: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[^,]+$/))),
    v.check((tags) => new TextEncoder().encode(tags.join(",")).length <= 512, "512 bytes of tags"),
  ),
  click: link,
  actions: v.pipe(
    v.array(v.strictObject({ action: v.literal("view"), label: text(100), url: link })),
    v.maxLength(3),
  ),
});

/** https://pushover.net/api#limits */
const pushoverPayload = v.strictObject({
  token: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{30}$/)),
  user: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{30}$/)),
  device: v.optional(text(25)),
  title: text(250),
  message: text(1_024),
  url: text(512),
  url_title: text(100),
  priority: v.pipe(v.number(), v.integer(), v.minValue(-2), v.maxValue(1)),
  timestamp: v.pipe(v.number(), v.integer()),
});

/** https://gotify.net/api-docs and https://gotify.net/docs/msgextras; it publishes no lengths. */
const gotifyPayload = v.strictObject({
  title: text(1_000),
  message: text(16_000),
  priority: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10)),
  extras: v.strictObject({
    "client::display": v.strictObject({ contentType: v.literal("text/plain") }),
    "client::notification": v.strictObject({ click: v.strictObject({ url: link }) }),
  }),
});

const address = v.pipe(v.string(), v.email());
/** https://resend.com/docs/api-reference/emails/send-email: 50 receivers at most. */
const resendPayload = v.strictObject({
  from: address,
  to: v.pipe(v.array(address), v.minLength(1), v.maxLength(50)),
  subject: v.pipe(text(998), v.regex(/^[^\r\n]+$/)),
  text: text(100_000),
  html: text(100_000),
  headers: v.optional(v.record(v.string(), text(1_000))),
});
/**
 * https://postmarkapp.com/developer: 50 receivers at most, 5 MB of either body, by
 * https://postmarkapp.com/support/article/1056-what-are-the-attachment-and-email-size-limits
 */
const postmarkPayload = v.strictObject({
  From: address,
  To: v.pipe(
    text(2_000),
    v.check((to) => to.split(",").length <= 50, "50 receivers"),
  ),
  Subject: v.pipe(text(2_000), v.regex(/^[^\r\n]+$/)),
  TextBody: text(100_000),
  HtmlBody: text(100_000),
  MessageStream: text(100),
  Headers: v.array(v.strictObject({ Name: text(100), Value: text(1_000) })),
});

const webhookPayload = v.strictObject({ type: text(100), timestamp: isoTime, data: v.looseObject({}) });
const templatePayload = v.strictObject({ text: text(20_000) });

type PayloadSchema = {
  /** How many bytes of a request the service takes. */
  maxBytes?: number;
  /** Below the address of the inbox. */
  path: RegExp;
  body: v.GenericSchema | ((received: ReceivedRequest) => v.GenericSchema);
  headers?: Record<string, RegExp>;
};

/** A row for each kind that speaks HTTP and JSON. */
export const PAYLOAD_SCHEMAS: Partial<Record<ChannelKind, PayloadSchema>> = {
  webhook: {
    path: /^$/,
    body: webhookPayload,
    headers: { "webhook-id": /./, "webhook-timestamp": /^\d+$/, "webhook-signature": /^v1,/ },
  },
  slack: { path: /^$/, body: slackPayload },
  discord: { path: /^\?wait=true&with_components=true$/, body: discordPayload },
  telegram: { path: /^\/bot\d+:[\w-]+\/sendMessage$/, body: telegramPayload },
  // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
  teams: { path: /^$/, body: teamsPayload, maxBytes: 28 * 1_024 },
  "google-chat": {
    path: /^\?key=k&token=t&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD$/,
    body: googleChatPayload,
    // https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create
    maxBytes: 32_000,
  },
  mattermost: { path: /^$/, body: mattermostPayload },
  jandi: {
    path: /^$/,
    body: jandiPayload,
    headers: { accept: /^application\/vnd\.tosslab\.jandi-v2\+json$/ },
  },
  pagerduty: { path: /^\/v2\/enqueue$/, body: pagerdutyPayload, maxBytes: 512 * 1_024 },
  opsgenie: {
    path: /^\/v2\/alerts(\/[^/]+\/(close|acknowledge|notes)\?identifierType=alias)?$/,
    body: ({ url }) => (url.endsWith("/v2/alerts") ? opsgenieAlert : opsgenieNote),
    headers: { authorization: /^GenieKey [\w-]+$/ },
  },
  ntfy: {
    path: /^\/$/,
    body: ntfyPayload,
    // Its server reads twice the length of a message, and no more: server/server.go, transformBodyJSON.
    maxBytes: 2 * 4_096,
    headers: { authorization: /^Bearer tk_/ },
  },
  pushover: { path: /^\/1\/messages\.json$/, body: pushoverPayload },
  gotify: { path: /^\/message$/, body: gotifyPayload, headers: { "x-gotify-key": /./ } },
  resend: {
    path: /^\/emails$/,
    body: resendPayload,
    headers: { authorization: /^Bearer re_/, "idempotency-key": /^.{1,256}$/ },
  },
  postmark: {
    path: /^\/email$/,
    body: postmarkPayload,
    headers: { "x-postmark-server-token": /./, accept: /^application\/json$/ },
  },
  template: { path: /^$/, body: templatePayload, headers: { authorization: /^Bearer / } },
};

/** What the service would complain of; nothing where it would take it. `inbox` is the path of the address. */
export function payloadErrors(kind: ChannelKind, received: ReceivedRequest, inbox: string): string[] {
  const shape = PAYLOAD_SCHEMAS[kind];
  if (!shape) return ["no such service"];
  const { url, method, headers, body } = received;
  const problems: string[] = [];
  if (method !== "POST") problems.push(`method ${method}`);
  if (!/^application\/json/.test(headers["content-type"] ?? "")) problems.push("no JSON");
  const { byteLength } = new TextEncoder().encode(body);
  if (byteLength > (shape.maxBytes ?? Infinity)) problems.push(`${byteLength} bytes`);
  if (!shape.path.test(url.slice(inbox.length))) problems.push(`path ${url.slice(inbox.length)}`);
  for (const [name, pattern] of Object.entries(shape.headers ?? {})) {
    if (!pattern.test(headers[name] ?? "")) problems.push(`header ${name}`);
  }
  const schema =
    typeof shape.body === "function" && !("kind" in shape.body)
      ? shape.body(received)
      : (shape.body as v.GenericSchema);
  const parsed = v.safeParse(schema, JSON.parse(body));
  const issues = parsed.issues ?? [];
  return [...problems, ...issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)];
}
