/// <reference types="vite/types/importMeta.d.ts" />
import { expect, it } from "vitest";
import { settingProblems } from "../api/channel-input";
import type { ChannelKind, Language } from "../domain/channel";
import { CHANNEL_KINDS } from "../domain/channel";
import type { Notification } from "../domain/notification";
import { settingsOf } from "../local/channel-settings";
import { channelOf, received, inboxUrl, OUT } from "../local/notify-fixtures";
import { complaints, SHAPES } from "../local/service-shapes";
import { TOLD, TOLD_AT } from "../local/told-fixtures";
import type { Answer, WayOut } from "../ports/notifying";
import { deliver } from "./deliver";
import { textOf } from "./words/text";

const READERS: [Language, string][] = [
  ["en", "Europe/London"],
  ["ko", "Asia/Seoul"],
];

it.each(READERS)("[WD4] every kind of message reads as it was read: %s", (language, timeZone) => {
  const reader = { language, timeZone, name: "ops", origin: "https://pharos.example" };
  const all = Object.entries(TOLD).map(([what, notifications]) => {
    const { title, lines, linkLabel, link } = textOf(notifications, reader);
    return [`## ${what}`, title, ...lines, `${linkLabel}: ${link}`].join("\n");
  });
  expect(`\n${all.join("\n\n")}\n`).toMatchSnapshot();
});

const TAKEN: Answer = { outcome: "delivered", statusCode: 200, retryAfterMs: null, text: "" };
/** What is encrypted is another text each time; by SMTP goes the same mail as otherwise. */
const WRITTEN = CHANNEL_KINDS.filter((kind) => kind !== "web-push" && kind !== "smtp");

it.each(WRITTEN)("[WD4] is put into the format of %s", async (kind) => {
  const sent: unknown[] = [];
  const keep = (body: string | Uint8Array) => void sent.push(body);
  const out: WayOut = {
    http: ({ body }) => (keep(body), Promise.resolve(TAKEN)),
    mail: ({ subject, text, html }) => (sent.push({ subject, text, html }), Promise.resolve(TAKEN)),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const settings = settingsOf(kind, "https://inbox.example/hook", 2_525);
  for (const [language, timeZone] of READERS) {
    const channel = channelOf("ops", { kind, settings, language, timeZone });
    const letter = { id: "letter", at: TOLD_AT, notifications: TOLD["down, several"]! };
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
  const out: WayOut = {
    http: ({ body }) => {
      const { type, data } = JSON.parse(String(body)) as { type: string; data: object };
      for (const word of [type, ...Object.keys(data)]) said.add(word);
      return Promise.resolve(TAKEN);
    },
    mail: () => Promise.reject(new Error("no mail here")),
    smtp: () => Promise.reject(new Error("no SMTP here")),
  };
  const channel = channelOf("ops", {
    settings: settingsOf("webhook", "https://a.example/", 2_525),
  });
  for (const notifications of Object.values(TOLD)) {
    await deliver(channel, { id: "letter", at: TOLD_AT, notifications }, out);
  }
  expect(said.size).toBeGreaterThan(20);
  expect([...said].filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

/** As long as names and texts may be, of what takes the most room in each format. */
function longOf(sign: string): Notification[][] {
  const name = sign.repeat(120);
  const [opened] = TOLD["down"]!;
  const [update] = TOLD["by hand, updated"]!;
  if (opened?.kind !== "opened" || update?.kind !== "updated") throw new Error("expected both");
  const of = (index: number, severity: "down" | "degraded") => ({
    ...opened.episode,
    id: `${severity}${index}`,
    endpointName: `${index}${name}`.slice(0, 120),
    severity,
  });
  const many = Array.from({ length: 25 }, (_, index) => index);
  const storm = many.flatMap((index): Notification[] => [
    { ...opened, episode: { ...of(index, "down"), endpointId: "e" } as typeof opened.episode },
    { ...opened, episode: { ...of(index, "degraded"), endpointId: "d" } as typeof opened.episode },
    { kind: "ended", at: TOLD_AT, episode: opened.episode, ending: "recovered" },
  ]);
  return [[{ ...update, body: sign.repeat(10_000 / sign.length) }], storm];
}

const IN_JSON = CHANNEL_KINDS.filter((kind): kind is ChannelKind => Boolean(SHAPES[kind]));
it.each(IN_JSON)("[CH10] %s is sent no more than it takes, however long it is", async (kind) => {
  const settings = settingsOf(kind, inboxUrl(kind), 2_525);
  const channel = channelOf(kind, { kind, settings });
  for (const sign of ["한", "&", "*", '"', "\\", "@", "🔥"]) {
    for (const [index, notifications] of longOf(sign).entries()) {
      const told = kind === "webhook" ? notifications.slice(0, 25) : notifications;
      const some = kind === "pagerduty" || kind === "opsgenie" ? told.slice(0, 1) : told;
      const letter = { id: `${index}`, at: TOLD_AT, notifications: some };
      expect(await deliver(channel, letter, OUT)).toMatchObject({ outcome: "delivered" });
    }
  }
  const inbox = new URL(inboxUrl(kind)).pathname;
  const all = await received(kind);
  expect(all).toHaveLength(14);
  for (const one of all) expect(complaints(kind, one, inbox)).toEqual([]);
});

it.each(["email", "resend", "postmark", "smtp"] as const)(
  "[CH10] a mail by %s has no more than 50 receivers",
  (kind) => {
    const problemsOf = (count: number) => {
      const to = Array.from({ length: count }, (_, index) => `${index}@example.com`).join(", ");
      const { apiUrl: _, ...settings } = settingsOf(kind, "https://inbox.example/hook", 2_525);
      return settingProblems(kind, { ...settings, to }, () => null);
    };
    expect(problemsOf(50)).toEqual({});
    expect(problemsOf(51)).toEqual({
      "settings.to": expect.stringMatching(/at most 50/) as string,
    });
  },
);
