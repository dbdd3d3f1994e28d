import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, inject } from "vitest";
import type { Channel } from "../domain/channel";
import { CHANNEL_DEFAULTS } from "../domain/channel";
import { declaredAlert, type Notification } from "../domain/notification";
import type { ChannelQueue } from "../notify/channel-queue";
import type { NotificationDispatcher } from "../notify/notifier";
import type { Transport } from "../ports/notifying";
import { createOutbound } from "../probe/outbound";
import { sendMail, sendRequest } from "../probe/sending";
import { submitMail } from "../probe/smtp";
import { insertChannel } from "../store/channels";
import { bindings, db, TEST_START } from "./workerd-fixtures";

const CARDS_FAIL = declaredAlert(
  { id: "p1", title: "Cards fail", severity: "critical", openedBy: "Kim", startedAt: TEST_START },
  [{ id: "shop", name: "Checkout API", tags: ["core"] }],
  { openedAt: TEST_START, body: "Some banks refuse." },
);

/** What is told of an incident that a person opened. */
export const MANUAL_INCIDENT_NOTIFICATIONS: Notification[] = [
  { kind: "opened", at: TEST_START, alert: CARDS_FAIL },
  { kind: "updated", at: TEST_START, alert: CARDS_FAIL, status: "identified", body: "A certificate." },
  { kind: "ended", at: TEST_START, alert: CARDS_FAIL, resolution: "resolved" },
];

/** What an inbox was sent. */
export type ReceivedRequest = {
  at: number;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  base64?: string;
};

/** Inboxes are shared by all tests of a run: each test has its own. */
const uniqueName = (name: string) =>
  `${expect.getState().currentTestName ?? ""} ${name}`.replace(/[^\w-]+/g, "_");

export const inboxUrl = (name: string) => `${inject("target")}/inbox/${uniqueName(name)}`;

export async function receivedRequests(name: string): Promise<ReceivedRequest[]> {
  const response = await fetch(`${inject("target")}/received/${uniqueName(name)}`);
  return response.json();
}

export const receivedBodies = async (name: string) =>
  (await receivedRequests(name)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

/** What an inbox answers from here on. */
export async function setInboxBehaviour(
  name: string,
  behaviour: {
    status?: number;
    mode?: string;
    delayMs?: number;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<void> {
  const url = `${inject("target")}/control/${uniqueName(name)}`;
  await (await fetch(url, { method: "PUT", body: JSON.stringify(behaviour) })).text();
}

export const SECRET = `whsec_${Buffer.from("a secret of 32 bytes, no more   ").toString("base64")}`;

export const channelFixture = (id: string, fields: Partial<Channel> = {}): Channel => ({
  ...CHANNEL_DEFAULTS,
  id,
  name: id,
  kind: "webhook",
  settings: { url: inboxUrl(id), secret: SECRET },
  timeZone: "UTC",
  maxPerMinute: 60,
  origin: "https://pharos.example",
  createdAt: TEST_START,
  updatedAt: TEST_START,
  ...fields,
});

/** A webhook channel of this name, whose inbox has it too. */
export async function addChannel(id: string, fields: Partial<Channel> = {}): Promise<string> {
  await insertChannel(db, bindings, channelFixture(id, fields));
  return id;
}

/** Who never answers is not waited for longer than this. */
const TRANSPORT_TIMEOUT_MS = 1_500;

/** The way out of the product, on a laptop. */
export const TRANSPORT = createTestTransport(true);
/** The same, where private addresses are not allowed. */
export const PUBLIC_ONLY_TRANSPORT = createTestTransport(false);

function createTestTransport(allowPrivate: boolean): Transport {
  const outbound = () => createOutbound({ allowPrivate });
  return {
    // Browsers are pushed to over https alone; the target has none that anybody trusts.
    http: ({ url, ...message }) =>
      sendRequest(
        { ...message, url: url.replace(/^https:(?=\/\/127\.)/, "http:") },
        outbound(),
        TRANSPORT_TIMEOUT_MS,
      ),
    email: (mail) => sendMail(mail, undefined),
    smtp: (server, submission) => submitMail(server, submission, outbound(), TRANSPORT_TIMEOUT_MS),
  };
}

const dispatcherStub = () => bindings.NOTIFIER.getByName("notifier");
export const channelQueueStub = (id: string) => bindings.CHANNEL_QUEUE.getByName(id);

/** Deals out what is in the outbox, then lets each of these channels send what is due by now. */
export async function dispatchAndSend(...ids: string[]): Promise<void> {
  await dispatcherStub().wake();
  await ringUntilQuiet(dispatcherStub());
  for (const id of ids) await ringUntilQuiet(channelQueueStub(id));
}

/** What waits for a later time stays, as it would: its alarm is set for then. */
async function ringUntilQuiet(one: DurableObjectStub<NotificationDispatcher> | DurableObjectStub<ChannelQueue>) {
  const isDue = () =>
    runInDurableObject<NotificationDispatcher | ChannelQueue, boolean>(one, async (_, { storage }) => {
      const at = await storage.getAlarm();
      return at !== null && at <= Date.now();
    });
  while (await isDue()) await runDurableObjectAlarm(one);
}
