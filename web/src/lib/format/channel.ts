import type { ChannelKind } from "$domain/alerts/channel";
import type { DeliveryOutcome } from "$domain/alerts/delivery";
import { m } from "$lib/paraglide/messages";
import type { DeliveryView, RulePreview } from "$protocol/notifications";

/** Names of services are the same in every language. */
const KIND_NAMES: Record<ChannelKind, () => string> = {
  slack: () => "Slack",
  discord: () => "Discord",
  telegram: () => "Telegram",
  teams: () => "Microsoft Teams",
  "google-chat": () => "Google Chat",
  mattermost: () => "Mattermost",
  jandi: m.channel_kind_jandi,
  pagerduty: () => "PagerDuty",
  opsgenie: () => "Opsgenie",
  ntfy: () => "ntfy",
  pushover: () => "Pushover",
  gotify: () => "Gotify",
  email: m.channel_kind_email,
  resend: m.channel_kind_resend,
  postmark: m.channel_kind_postmark,
  smtp: m.channel_kind_smtp,
  "web-push": m.channel_kind_web_push,
  webhook: m.channel_kind_webhook,
  template: m.channel_kind_template,
};
export const channelKindName = (kind: ChannelKind): string => KIND_NAMES[kind]();

/** Where its settings are found. */
const KIND_HINTS: Record<ChannelKind, () => string> = {
  slack: m.channel_hint_slack,
  discord: m.channel_hint_discord,
  telegram: m.channel_hint_telegram,
  teams: m.channel_hint_teams,
  "google-chat": m.channel_hint_google_chat,
  mattermost: m.channel_hint_mattermost,
  jandi: m.channel_hint_jandi,
  pagerduty: m.channel_hint_pagerduty,
  opsgenie: m.channel_hint_opsgenie,
  ntfy: m.channel_hint_ntfy,
  pushover: m.channel_hint_pushover,
  gotify: m.channel_hint_gotify,
  email: m.channel_hint_email,
  resend: m.channel_hint_resend,
  postmark: m.channel_hint_postmark,
  smtp: m.channel_hint_smtp,
  "web-push": m.channel_hint_web_push,
  webhook: m.channel_hint_webhook,
  template: m.channel_hint_template,
};
export const channelKindHint = (kind: ChannelKind): string => KIND_HINTS[kind]();

/** By the names of `CHANNEL_FIELDS`. */
const FIELD_LABELS: Record<string, () => string> = {
  url: m.channel_field_url,
  signingSecret: m.channel_field_signing_secret,
  publicKey: m.channel_field_public_key,
  token: m.channel_field_token,
  chatId: m.channel_field_chat_id,
  hookSecret: m.channel_field_callback_secret,
  threadId: m.channel_field_thread_id,
  apiUrl: m.channel_field_api_url,
  routingKey: m.channel_field_routing_key,
  apiKey: m.channel_field_api_key,
  server: m.channel_field_server,
  topic: m.channel_field_topic,
  user: m.channel_field_user,
  device: m.channel_field_device,
  serverToken: m.channel_field_server_token,
  stream: m.channel_field_stream,
  host: m.channel_field_host,
  port: m.channel_field_port,
  security: m.channel_field_security,
  username: m.channel_field_username,
  password: m.channel_field_password,
  from: m.channel_field_from,
  to: m.channel_field_to,
  subscription: m.channel_field_subscription,
  privateKey: m.channel_field_private_key,
  secret: m.channel_field_secret,
  contentType: m.channel_field_content_type,
  authorization: m.channel_field_authorization,
  template: m.channel_field_template,
};
export const channelFieldLabel = (name: string): string => FIELD_LABELS[name]?.() ?? name;

const CHOICE_LABELS: Record<string, () => string> = {
  tls: m.channel_security_tls,
  starttls: m.channel_security_starttls,
  none: m.channel_security_none,
};
export const choiceLabel = (value: string): string => CHOICE_LABELS[value]?.() ?? value;

const OUTCOME_LABELS: Record<DeliveryOutcome, () => string> = {
  delivered: m.outcome_delivered,
  redirected: m.outcome_redirected,
  unauthorized: m.outcome_unauthorized,
  "not-found": m.outcome_not_found,
  gone: m.outcome_gone,
  "too-large": m.outcome_too_large,
  throttled: m.outcome_rate_limited,
  rejected: m.outcome_rejected,
  broken: m.outcome_server_error,
  timeout: m.outcome_timeout,
  unreachable: m.outcome_unreachable,
  "name-not-resolved": m.outcome_name_not_resolved,
  tls: m.outcome_tls,
  "connection-lost": m.outcome_connection_lost,
  "address-refused": m.outcome_address_refused,
  misconfigured: m.outcome_misconfigured,
  lost: m.outcome_lost,
};
export const outcomeLabel = (outcome: DeliveryOutcome): string => OUTCOME_LABELS[outcome]();

const STATUS_LABELS: Record<DeliveryView["status"], () => string> = {
  waiting: m.delivery_pending,
  delivered: m.delivery_delivered,
  dead: m.delivery_dead,
  skipped: m.delivery_skipped,
};
export const deliveryStatusLabel = (status: DeliveryView["status"]): string =>
  STATUS_LABELS[status]();

type DeliveredMessage = Pick<
  RulePreview["messages"][number],
  "endpointName" | "title" | "additionalEndpoints" | "resolution"
> & {
  kind: DeliveryView["kind"];
  level: DeliveryView["level"];
};

/** What a message tells, in one line. */
export function messageText({
  kind,
  endpointName,
  title,
  additionalEndpoints,
  level,
  resolution,
}: DeliveredMessage): string {
  const own = endpointName ?? title ?? "";
  const isBatch = additionalEndpoints > 0 && endpointName !== null;
  const name = isBatch ? m.delivery_and_more({ name: own, count: additionalEndpoints }) : own;
  switch (kind) {
    case "confirm":
    case "published":
      return m.delivery_page_update();
    case "test":
      return m.delivery_test();
    case "opened":
      if (endpointName === null) return m.delivery_incident({ name });
      if (level === "degraded") return m.delivery_degraded({ name });
      return isBatch ? m.delivery_down_many({ name }) : m.delivery_down({ name });
    case "reminder":
      return m.delivery_reminder({ name });
    case "escalated":
      return m.delivery_escalated({ name });
    case "expanded":
      return m.delivery_expanded({ name });
    case "acknowledged":
      return m.delivery_acknowledged({ name });
    case "updated":
      return m.delivery_updated({ name });
    case "ended":
      if (resolution !== "recovered") return m.delivery_resolved({ name });
      return isBatch ? m.delivery_recovered_many({ name }) : m.delivery_recovered({ name });
  }
}
