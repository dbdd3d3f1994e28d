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
  async deliver(letter, out) {
    const [notification] = letter.notifications;
    switch (notification!.kind) {
      case "ended":
        return out.http(request(letter, "close"));
      case "acknowledged":
        return out.http(request(letter, "acknowledge"));
      case "expanded":
      case "updated":
        // Whoever has the alert reads on; nobody is woken again.
        return out.http(request(letter, "notes"));
      default: {
        const answer = await out.http(request(letter, null));
        // Nobody is to be woken by a test for long.
        return notification!.kind === "test" && answer.outcome === "delivered"
          ? out.http(request(letter, "close"))
          : answer;
      }
    }
  },
};

function request(
  letter: OutgoingMessage,
  action: "close" | "acknowledge" | "notes" | null,
): ProviderRequest {
  const { apiKey, apiUrl } = letter.channel.settings;
  const alerts = `${withTrailingSlash(apiUrl ?? "https://api.opsgenie.com")}v2/alerts`;
  const alias = encodeURIComponent(aliasOf(letter));
  const headers = { authorization: `GenieKey ${apiKey}` };
  if (action === null) return jsonRequest(alerts, alert(letter), headers);
  const note = truncate([subject(letter.content), ...letter.content.lines].join("\n"), 10_000);
  return jsonRequest(
    `${alerts}/${alias}/${action}?identifierType=alias`,
    { source: "Pharos", note },
    headers,
  );
}

/** 512 characters at most. */
const aliasOf = ({ notifications: [first], id }: OutgoingMessage): string =>
  (alertOf(first!)?.id ?? id).slice(0, 512);

function alert(letter: OutgoingMessage) {
  const { content, notifications } = letter;
  const [first] = notifications;
  const episode = alertOf(first!);
  return {
    message: truncate(subject(content), 130),
    alias: aliasOf(letter),
    description: truncate([...content.lines, content.link].join("\n"), 15_000),
    entity: truncate(episode ? alertName(episode) : "Pharos", 512),
    source: "Pharos",
    priority: episode ? PRIORITIES[urgencyOf(episode)] : "P5",
    tags: (episode?.tags ?? []).slice(0, 20).map((tag) => truncate(tag, 50)),
    details: { link: content.link },
  };
}

const PRIORITIES: Record<Urgency, string> = { critical: "P1", high: "P2", low: "P3" };
