import { episodeOf, nameOf } from "../../domain/notification";
import { json, type Letter, type Speaker } from "../contract";
import { bounded, headline, withSlash } from "../format";
import type { HttpMessage } from "../../ports/notifying";
import { urgencyOf, type Urgency } from "../urgency";

/**
 * One alert there for each incident here: https://docs.opsgenie.com/docs/alert-api. Opsgenie itself
 * comes to its end; Jira Service Management takes the same at an address of its own.
 */
export const opsgenie: Speaker = {
  digestMax: 1,
  async deliver(letter, out) {
    const [notification] = letter.notifications;
    switch (notification!.kind) {
      case "ended":
        return out.http(request(letter, "close"));
      case "acknowledged":
        return out.http(request(letter, "acknowledge"));
      case "grown":
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

function request(letter: Letter, action: "close" | "acknowledge" | "notes" | null): HttpMessage {
  const { apiKey, apiUrl } = letter.channel.settings;
  const alerts = `${withSlash(apiUrl ?? "https://api.opsgenie.com")}v2/alerts`;
  const alias = encodeURIComponent(aliasOf(letter));
  const headers = { authorization: `GenieKey ${apiKey}` };
  if (action === null) return json(alerts, alert(letter), headers);
  const note = bounded([headline(letter.text), ...letter.text.lines].join("\n"), 10_000);
  return json(
    `${alerts}/${alias}/${action}?identifierType=alias`,
    { source: "Pharos", note },
    headers,
  );
}

/** 512 characters at most. */
const aliasOf = ({ notifications: [first], id }: Letter): string =>
  (episodeOf(first!)?.id ?? id).slice(0, 512);

function alert(letter: Letter) {
  const { text, notifications } = letter;
  const [first] = notifications;
  const episode = episodeOf(first!);
  return {
    message: bounded(headline(text), 130),
    alias: aliasOf(letter),
    description: bounded([...text.lines, text.link].join("\n"), 15_000),
    entity: bounded(episode ? nameOf(episode) : "Pharos", 512),
    source: "Pharos",
    priority: episode ? PRIORITIES[urgencyOf(episode)] : "P5",
    tags: (episode?.tags ?? []).slice(0, 20).map((tag) => bounded(tag, 50)),
    details: { link: text.link },
  };
}

const PRIORITIES: Record<Urgency, string> = { critical: "P1", high: "P2", low: "P3" };
