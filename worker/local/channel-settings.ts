import type { ChannelKind, ChannelSettings } from "../domain/channel";
import { SECRET } from "./notify-fixtures";
import { PUSH_KEYS } from "./push-keys";

/** Settings of each kind that lead to an inbox of the target instead of the service. */
export function channelSettingsFor(kind: ChannelKind, inbox: string, smtpPort: number): ChannelSettings {
  const mail = { from: "pharos@example.com", to: "ops@example.com, me@example.com" };
  const settings: Record<ChannelKind, ChannelSettings> = {
    slack: { url: inbox, signingSecret: "0123456789abcdef0123456789abcdef" },
    discord: { url: inbox, publicKey: "ab".repeat(32) },
    telegram: {
      token: `123456789:${"A".repeat(35)}`,
      chatId: "-100123",
      threadId: "4",
      apiUrl: inbox,
    },
    teams: { url: inbox },
    "google-chat": { url: `${inbox}?key=k&token=t` },
    mattermost: { url: inbox },
    jandi: { url: inbox },
    pagerduty: { routingKey: "R".repeat(32), apiUrl: inbox },
    opsgenie: { apiKey: "0123abcd-0123-4567-89ab-0123456789ab", apiUrl: inbox },
    ntfy: { server: inbox, topic: "alerts", token: "tk_abc" },
    pushover: { token: "a".repeat(30), user: "u".repeat(30), device: "phone", apiUrl: inbox },
    gotify: { server: inbox, token: "AbC" },
    email: mail,
    resend: { ...mail, apiKey: "re_abc", apiUrl: inbox },
    postmark: { ...mail, serverToken: "abc", stream: "alerts", apiUrl: inbox },
    smtp: {
      ...mail,
      host: "127.0.0.1",
      port: `${smtpPort}`,
      security: "none",
      username: "pharos",
      password: "letmein",
    },
    "web-push": {
      subscription: JSON.stringify({
        endpoint: inbox.replace(/^http:/, "https:"),
        expirationTime: null,
        keys: PUSH_KEYS.client,
      }),
      ...PUSH_KEYS.vapid,
    },
    webhook: { url: inbox, secret: SECRET },
    template: {
      url: inbox,
      contentType: "application/json",
      authorization: "Bearer abc",
      template: '{"text": "{{title}} {{details}} {{link}}"}',
    },
  };
  return settings[kind];
}
