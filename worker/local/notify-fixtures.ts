import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, inject } from "vitest";
import type { Channel } from "../domain/channel";
import { CHANNEL_DEFAULTS } from "../domain/channel";
import { episodeOfPeople, type Notification } from "../domain/notification";
import type { ChannelQueue } from "../notify/channel-queue";
import type { Notifier } from "../notify/notifier";
import type { WayOut } from "../ports/notifying";
import { openOutbound } from "../probe/outbound";
import { sendMail, sendOnce } from "../probe/sending";
import { submitMail } from "../probe/smtp";
import { insertChannel } from "../store/channels";
import { bindings, db, START } from "./workerd-fixtures";

const CARDS_FAIL = episodeOfPeople(
  { id: "p1", title: "Cards fail", severity: "critical", openedBy: "Kim", startedAt: START },
  [{ id: "shop", name: "Checkout API", tags: ["core"] }],
  { openedAt: START, body: "Some banks refuse." },
);

/** What is told of an incident that a person opened. */
export const BY_HAND: Notification[] = [
  { kind: "opened", at: START, episode: CARDS_FAIL },
  { kind: "updated", at: START, episode: CARDS_FAIL, status: "identified", body: "A certificate." },
  { kind: "ended", at: START, episode: CARDS_FAIL, ending: "resolved" },
];

/** What an inbox was sent. */
export type Received = {
  at: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  base64?: string;
};

/** Inboxes are shared by all tests of a run: each test has its own. */
const nameOf = (name: string) =>
  `${expect.getState().currentTestName ?? ""} ${name}`.replace(/[^\w-]+/g, "_");

export const inboxUrl = (name: string) => `${inject("target")}/inbox/${nameOf(name)}`;

export async function received(name: string): Promise<Received[]> {
  const response = await fetch(`${inject("target")}/received/${nameOf(name)}`);
  return response.json();
}

export const bodies = async (name: string) =>
  (await received(name)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

/** What an inbox answers from here on. */
export async function answerWith(
  name: string,
  behaviour: {
    status?: number;
    mode?: string;
    delayMs?: number;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<void> {
  const url = `${inject("target")}/control/${nameOf(name)}`;
  await (await fetch(url, { method: "PUT", body: JSON.stringify(behaviour) })).text();
}

export const SECRET = `whsec_${Buffer.from("a secret of 32 bytes, no more   ").toString("base64")}`;

export const channelOf = (id: string, fields: Partial<Channel> = {}): Channel => ({
  ...CHANNEL_DEFAULTS,
  id,
  name: id,
  kind: "webhook",
  settings: { url: inboxUrl(id), secret: SECRET },
  timeZone: "UTC",
  maxPerMinute: 60,
  origin: "https://pharos.example",
  createdAt: START,
  updatedAt: START,
  ...fields,
});

/** A webhook channel of this name, whose inbox has it too. */
export async function addChannel(id: string, fields: Partial<Channel> = {}): Promise<string> {
  await insertChannel(db, bindings, channelOf(id, fields));
  return id;
}

/** Who never answers is not waited for longer than this. */
const PATIENCE_MS = 1_500;

/** The way out of the product, on a laptop. */
export const OUT = outOf(true);
/** The same, where private addresses are not allowed. */
export const OUT_PUBLIC = outOf(false);

function outOf(allowPrivate: boolean): WayOut {
  const outbound = () => openOutbound({ allowPrivate });
  return {
    // Browsers are pushed to over https alone; the target has none that anybody trusts.
    http: ({ url, ...message }) =>
      sendOnce(
        { ...message, url: url.replace(/^https:(?=\/\/127\.)/, "http:") },
        outbound(),
        PATIENCE_MS,
      ),
    mail: (mail) => sendMail(mail, undefined),
    smtp: (server, submission) => submitMail(server, submission, outbound(), PATIENCE_MS),
  };
}

const notifier = () => bindings.NOTIFIER.getByName("notifier");
export const queueOf = (id: string) => bindings.CHANNEL_QUEUE.getByName(id);

/** Deals out what is in the outbox, then lets each of these channels send what is due by now. */
export async function sendAll(...ids: string[]): Promise<void> {
  await notifier().wake();
  await ringUntilQuiet(notifier());
  for (const id of ids) await ringUntilQuiet(queueOf(id));
}

/** What waits for a later time stays, as it would: its alarm is set for then. */
async function ringUntilQuiet(one: DurableObjectStub<Notifier> | DurableObjectStub<ChannelQueue>) {
  const isDue = () =>
    runInDurableObject<Notifier | ChannelQueue, boolean>(one, async (_, { storage }) => {
      const at = await storage.getAlarm();
      return at !== null && at <= Date.now();
    });
  while (await isDue()) await runDurableObjectAlarm(one);
}
