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
  const recipient = { language, timeZone, name: "ops", origin: "https://pharos.example" };
  const all = Object.entries(SAMPLE_NOTIFICATIONS).map(([sample, notifications]) => {
    const { title, lines, linkLabel, link } = renderContent(notifications, recipient);
    return [`## ${sample}`, title, ...lines, `${linkLabel}: ${link}`].join("\n");
  });
  expect(`\n${all.join("\n\n")}\n`).toMatchSnapshot();
});

const DELIVERED: ProviderResponse = {
  outcome: "delivered",
  statusCode: 200,
  retryAfterMs: null,
  text: "",
};
/** What is encrypted is another text each time; by SMTP goes the same mail as otherwise. */
const SNAPSHOT_KINDS = CHANNEL_KINDS.filter((kind) => kind !== "web-push" && kind !== "smtp");

it.each(SNAPSHOT_KINDS)("[WD4] is put into the format of %s", async (kind) => {
  const sent: unknown[] = [];
  const record = (body: string | Uint8Array) => void sent.push(body);
  const transport: Transport = {
    http: ({ body }) => (record(body), Promise.resolve(DELIVERED)),
    email: ({ subject, text, html }) => (
      sent.push({ subject, text, html }),
      Promise.resolve(DELIVERED)
    ),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const settings = channelSettingsFor(kind, "https://inbox.example/hook", 2_525);
  for (const [language, timeZone] of READERS) {
    const channel = channelFixture("ops", { kind, settings, language, timeZone });
    const message = {
      id: "letter",
      at: SAMPLE_AT,
      notifications: SAMPLE_NOTIFICATIONS["down, several"]!,
    };
    await deliver(channel, message, transport);
  }
  const payloads = sent.map((payload) => {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    return JSON.parse(text) as object;
  });
  expect(payloads).toMatchSnapshot();
});

const documents = import.meta.glob<string>("../../docs/webhook.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

it("[SW4] each type and field of a webhook's message is written down", async () => {
  const [page = ""] = Object.values(documents);
  const names = new Set<string>();
  const transport: Transport = {
    http: ({ body }) => {
      const { type, data } = JSON.parse(String(body)) as { type: string; data: object };
      for (const name of [type, ...Object.keys(data)]) names.add(name);
      return Promise.resolve(DELIVERED);
    },
    email: () => Promise.reject(new Error("no mail here")),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const channel = channelFixture("ops", {
    settings: channelSettingsFor("webhook", "https://a.example/", 2_525),
  });
  for (const notifications of Object.values(SAMPLE_NOTIFICATIONS)) {
    await deliver(channel, { id: "letter", at: SAMPLE_AT, notifications }, transport);
  }
  expect(names.size).toBeGreaterThan(20);
  expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

/** As long as names and texts may be, of what takes the most room in each format. */
function longOf(character: string): Notification[][] {
  const name = character.repeat(120);
  const [opened] = SAMPLE_NOTIFICATIONS["down"]!;
  const [update] = SAMPLE_NOTIFICATIONS["by hand, updated"]!;
  if (opened?.kind !== "opened" || update?.kind !== "updated") throw new Error("expected both");
  const createAlert = (index: number, level: "down" | "degraded") => ({
    ...opened.alert,
    id: `${level}${index}`,
    endpointName: `${index}${name}`.slice(0, 120),
    level,
  });
  const many = Array.from({ length: 25 }, (_, index) => index);
  const storm = many.flatMap((index): Notification[] => [
    { ...opened, alert: { ...createAlert(index, "down"), endpointId: "e" } as typeof opened.alert },
    {
      ...opened,
      alert: { ...createAlert(index, "degraded"), endpointId: "d" } as typeof opened.alert,
    },
    { kind: "ended", at: SAMPLE_AT, alert: opened.alert, resolution: "recovered" },
  ]);
  return [[{ ...update, body: character.repeat(10_000 / character.length) }], storm];
}

const IN_JSON = CHANNEL_KINDS.filter((kind): kind is ChannelKind => Boolean(PAYLOAD_SCHEMAS[kind]));
it.each(IN_JSON)("[CH10] %s is sent no more than it takes, however long it is", async (kind) => {
  const settings = channelSettingsFor(kind, inboxUrl(kind), 2_525);
  const channel = channelFixture(kind, { kind, settings });
  for (const character of ["한", "&", "*", '"', "\\", "@", "🔥"]) {
    for (const [index, notifications] of longOf(character).entries()) {
      const limited = kind === "webhook" ? notifications.slice(0, 25) : notifications;
      const batch = kind === "pagerduty" || kind === "opsgenie" ? limited.slice(0, 1) : limited;
      const message = { id: `${index}`, at: SAMPLE_AT, notifications: batch };
      expect(await deliver(channel, message, TRANSPORT)).toMatchObject({ outcome: "delivered" });
    }
  }
  const inbox = new URL(inboxUrl(kind)).pathname;
  const all = await receivedRequests(kind);
  expect(all).toHaveLength(14);
  for (const request of all) expect(payloadErrors(kind, request, inbox)).toEqual([]);
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
