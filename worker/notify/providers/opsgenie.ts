import { alertOf, alertName } from "../../domain/alerts/alert";
import { jsonRequest, type OutgoingMessage, type Provider } from "../provider";
import { truncate, subject, withTrailingSlash } from "../format";
import type { ProviderRequest } from "../../ports/notifications";
import { urgencyOf, type Urgency } from "../urgency";

/**
 * One alert there for each incident here: https://docs.opsgenie.com/docs/alert-api. Opsgenie itself
 * comes to its end; Jira Service Management takes the same at an address of its own.
 */
export const opsgenie: Provider = {
  maxDigestItems: 1,
  async deliver(message, transport) {
    const [notification] = message.notifications;
    switch (notification!.kind) {
      case "ended":
        return transport.http(request(message, "close"));
      case "acknowledged":
        return transport.http(request(message, "acknowledge"));
      case "expanded":
      case "updated":
        // Whoever has the alert reads on; nobody is woken again.
        return transport.http(request(message, "notes"));
      default: {
        const response = await transport.http(request(message, null));
        // Nobody is to be woken by a test for long.
        return notification!.kind === "test" && response.outcome === "delivered"
          ? transport.http(request(message, "close"))
          : response;
      }
    }
  },
};

function request(
  message: OutgoingMessage,
  action: "close" | "acknowledge" | "notes" | null,
): ProviderRequest {
  const { apiKey, apiUrl } = message.channel.settings;
  const alerts = `${withTrailingSlash(apiUrl ?? "https://api.opsgenie.com")}v2/alerts`;
  const alias = encodeURIComponent(aliasOf(message));
  const headers = { authorization: `GenieKey ${apiKey}` };
  if (action === null) return jsonRequest(alerts, payload(message), headers);
  const note = truncate([subject(message.content), ...message.content.lines].join("\n"), 10_000);
  return jsonRequest(
    `${alerts}/${alias}/${action}?identifierType=alias`,
    { source: "Pharos", note },
    headers,
  );
}

/** 512 characters at most. */
const aliasOf = ({ notifications: [first], id }: OutgoingMessage): string =>
  (alertOf(first!)?.id ?? id).slice(0, 512);

function payload(message: OutgoingMessage) {
  const { content, notifications } = message;
  const [first] = notifications;
  const alert = alertOf(first!);
  return {
    message: truncate(subject(content), 130),
    alias: aliasOf(message),
    description: truncate([...content.lines, content.link].join("\n"), 15_000),
    entity: truncate(alert ? alertName(alert) : "Pharos", 512),
    source: "Pharos",
    priority: alert ? PRIORITIES[urgencyOf(alert)] : "P5",
    tags: (alert?.tags ?? []).slice(0, 20).map((tag) => truncate(tag, 50)),
    details: { link: content.link },
  };
}

const PRIORITIES: Record<Urgency, string> = { critical: "P1", high: "P2", low: "P3" };
