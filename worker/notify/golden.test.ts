/// <reference types="vite/types/importMeta.d.ts" />
import { expect, it } from "vitest";
import { settingsErrors } from "../api/channel-input";
import type { ChannelKind, Language } from "../domain/alerts/channel";
import { CHANNEL_KINDS } from "../domain/alerts/channel";
import type { Notification } from "../domain/alerts/alert";
import { channelSettingsFor } from "../test/fixtures/channel-settings";
import {
  channelFixture,
  receivedRequests,
  inboxUrl,
  TRANSPORT,
} from "../test/fixtures/notifications";
import { payloadErrors, PAYLOAD_SCHEMAS } from "../test/fixtures/provider-payloads";
import { SAMPLE_NOTIFICATIONS, SAMPLE_AT } from "../test/fixtures/sample-notifications";
import type { ProviderResponse, Transport } from "../ports/notifications";
import { deliver } from "./deliver";
import { renderContent } from "./templates/render-content";

const READERS: [Language, string][] = [
  ["en", "Europe/London"],
  ["ko", "Asia/Seoul"],
];

it.each(READERS)("[WD4] every kind of message reads as it was read: %s", (language, timeZone) => {
  const reader = { language, timeZone, name: "ops", origin: "https://pharos.example" };
  const all = Object.entries(SAMPLE_NOTIFICATIONS).map(([what, notifications]) => {
    const { title, lines, linkLabel, link } = renderContent(notifications, reader);
    return [`## ${what}`, title, ...lines, `${linkLabel}: ${link}`].join("\n");
  });
  expect(`\n${all.join("\n\n")}\n`).toMatchSnapshot();
});

const TAKEN: ProviderResponse = {
  outcome: "delivered",
  statusCode: 200,
  retryAfterMs: null,
  text: "",
};
/** What is encrypted is another text each time; by SMTP goes the same mail as otherwise. */
const WRITTEN = CHANNEL_KINDS.filter((kind) => kind !== "web-push" && kind !== "smtp");

it.each(WRITTEN)("[WD4] is put into the format of %s", async (kind) => {
  const sent: unknown[] = [];
  const keep = (body: string | Uint8Array) => void sent.push(body);
  const out: Transport = {
    http: ({ body }) => (keep(body), Promise.resolve(TAKEN)),
    email: ({ subject, text, html }) => (
      sent.push({ subject, text, html }),
      Promise.resolve(TAKEN)
    ),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const settings = channelSettingsFor(kind, "https://inbox.example/hook", 2_525);
  for (const [language, timeZone] of READERS) {
    const channel = channelFixture("ops", { kind, settings, language, timeZone });
    const letter = {
      id: "letter",
      at: SAMPLE_AT,
      notifications: SAMPLE_NOTIFICATIONS["down, several"]!,
    };
    await deliver(channel, letter, out);
  }
  const written = sent.map((one) => {
    const text = typeof one === "string" ? one : JSON.stringify(one);
    return JSON.parse(text) as object;
  });
  expect(written).toMatchSnapshot();
});

const documents = import.meta.glob<string>("../../docs/webhook.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("[SW4] each type and field of a webhook's message is written down", async () => {
  const [page = ""] = Object.values(documents);
  const said = new Set<string>();
  const out: Transport = {
    http: ({ body }) => {
      const { type, data } = JSON.parse(String(body)) as { type: string; data: object };
      for (const word of [type, ...Object.keys(data)]) said.add(word);
      return Promise.resolve(TAKEN);
    },
    email: () => Promise.reject(new Error("no mail here")),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const channel = channelFixture("ops", {
    settings: channelSettingsFor("webhook", "https://a.example/", 2_525),
  });
  for (const notifications of Object.values(SAMPLE_NOTIFICATIONS)) {
    await deliver(channel, { id: "letter", at: SAMPLE_AT, notifications }, out);
  }
  expect(said.size).toBeGreaterThan(20);
  expect([...said].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

/** As long as names and texts may be, of what takes the most room in each format. */
function longOf(sign: string): Notification[][] {
  const name = sign.repeat(120);
  const [opened] = SAMPLE_NOTIFICATIONS["down"]!;
  const [update] = SAMPLE_NOTIFICATIONS["by hand, updated"]!;
  if (opened?.kind !== "opened" || update?.kind !== "updated") throw new Error("expected both");
  const of = (index: number, level: "down" | "degraded") => ({
    ...opened.alert,
    id: `${level}${index}`,
    endpointName: `${index}${name}`.slice(0, 120),
    level,
  });
  const many = Array.from({ length: 25 }, (_, index) => index);
  const storm = many.flatMap((index): Notification[] => [
    { ...opened, alert: { ...of(index, "down"), endpointId: "e" } as typeof opened.alert },
    { ...opened, alert: { ...of(index, "degraded"), endpointId: "d" } as typeof opened.alert },
    { kind: "ended", at: SAMPLE_AT, alert: opened.alert, resolution: "recovered" },
  ]);
  return [[{ ...update, body: sign.repeat(10_000 / sign.length) }], storm];
}

const IN_JSON = CHANNEL_KINDS.filter((kind): kind is ChannelKind => Boolean(PAYLOAD_SCHEMAS[kind]));
it.each(IN_JSON)("[CH10] %s is sent no more than it takes, however long it is", async (kind) => {
  const settings = channelSettingsFor(kind, inboxUrl(kind), 2_525);
  const channel = channelFixture(kind, { kind, settings });
  for (const sign of ["한", "&", "*", '"', "\\", "@", "🔥"]) {
    for (const [index, notifications] of longOf(sign).entries()) {
      const told = kind === "webhook" ? notifications.slice(0, 25) : notifications;
      const some = kind === "pagerduty" || kind === "opsgenie" ? told.slice(0, 1) : told;
      const letter = { id: `${index}`, at: SAMPLE_AT, notifications: some };
      expect(await deliver(channel, letter, TRANSPORT)).toMatchObject({ outcome: "delivered" });
    }
  }
  const inbox = new URL(inboxUrl(kind)).pathname;
  const all = await receivedRequests(kind);
  expect(all).toHaveLength(14);
  for (const one of all) expect(payloadErrors(kind, one, inbox)).toEqual([]);
});

it.each(["email", "resend", "postmark", "smtp"] as const)(
  "[CH10] a mail by %s has no more than 50 receivers",
  (kind) => {
    const problemsOf = (count: number) => {
      const to = Array.from({ length: count }, (_, index) => `${index}@example.com`).join(", ");
      const { apiUrl: _, ...settings } = channelSettingsFor(
        kind,
        "https://inbox.example/hook",
        2_525,
      );
      return settingsErrors(kind, { ...settings, to }, () => null);
    };
    expect(problemsOf(50)).toEqual({});
    expect(problemsOf(51)).toEqual({
      "settings.to": expect.stringMatching(/at most 50/) as string,
    });
  },
);
