import { expect, it } from "vitest";
import { actOnIncident } from "../fixtures/incidents";
import {
  addChannel,
  setInboxBehaviour,
  receivedRequests,
  dispatchAndSend,
  inboxUrl,
} from "../fixtures/notifications";
import { subscribeInbox } from "../fixtures/subscriptions";
import { setBehaviour, sendJson, runTickAt, storeEndpoint } from "../fixtures/worker";
import { freeze, NOW, recordingOf, reseed, setClock, steadily } from "./frozen";
import { receivedWritten } from "./notification-recording";

const MINUTE = 60_000;
/** It takes a few seconds, but on a machine that does much else. */
const LONG_MS = 180_000;
const INBOXES = ["chat", "phone", "visitor"];

/** Asks the API, and answers what it made: its identifier follows from what it is. */
async function callApi(method: string, path: string, body: object) {
  const response = await sendJson(method, path, body, { "idempotency-key": path });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json<{ id: string; groups: { components: { id: string }[] }[] }>();
}

/**
 * A visitor's secret and link are drawn by chance, and so is what a test is called: what signs or names them
 * is another one each time.
 */
function arrivedAt(name: string, text: string): string {
  const normalized = text
    .replace(new URL(inboxUrl(name)).pathname, `/${name}`)
    .replace(/(?<=^webhook-id: test\.).+$/m, "{test}")
    .replaceAll(/(?<=subscription\?token=)[\w-]{32}/g, "{token}");
  const isByChance = name === "visitor" || normalized.includes("{test}");
  return isByChance
    ? normalized.replace(/(?<=^webhook-signature: ).+$/m, "{signature}")
    : normalized;
}

/** What is told from here on, under a heading: by inbox, in the order in which it came. */
function openDiary() {
  const receivedCounts = new Map<string, number>();
  const entries: string[] = [];
  const labels = new Map<string, string>();
  const steady = steadily();
  let named = 0;
  return {
    label(id: string, name: string) {
      labels.set(id, name);
      named++;
    },
    async at(minute: number, title: string, happens: () => Promise<unknown>, ids: string[]) {
      setClock(NOW + minute * MINUTE);
      reseed(`${minute} ${title}`);
      await happens();
      await dispatchAndSend(...ids);
      entries.push(`## ${minute} min: ${title}`);
      for (const name of INBOXES) {
        const all = await receivedRequests(name);
        const received = all.slice(receivedCounts.get(name) ?? 0).map(receivedWritten);
        receivedCounts.set(name, all.length);
        entries.push(...received.map((one) => arrivedAt(name, one)));
      }
    },
    /** Identifiers are names of what they are of; updates that people wrote are numbered. */
    text() {
      const text = steady.text(entries.join("\n\n"));
      for (const [, id] of text.matchAll(/"id": "([\w-]{12})"/g)) {
        if (!labels.has(id!)) labels.set(id!, `update ${labels.size - named + 1}`);
      }
      return [...labels].reduce((result, [id, name]) => result.replaceAll(id, `{${name}}`), text);
    },
  };
}

it(
  "[NT1] [RL4] [RL5] [SB12] what is told of an incident, from its beginning to its end",
  async () => {
    freeze();
    const diary = openDiary();
    const iso = (minute: number) => new Date(NOW + minute * MINUTE).toISOString();
    for (const id of ["shop", "mail"])
      await storeEndpoint(id, { failureThreshold: 1, tags: ["core"] });
    for (const id of ["chat", "phone"]) await addChannel(id);
    reseed("rule");
    const rule = await callApi("POST", "/rules", {
      name: "whatever is down",
      channelIds: ["chat"],
      reminderMinutes: 5,
      escalationSteps: [{ afterMinutes: 3, channelIds: ["phone"] }],
      timeZone: "UTC",
    });
    diary.label(rule.id, "rule");
    reseed("page");
    const components = [{ name: "Website", endpointIds: ["shop"] }];
    const page = await callApi("POST", "/pages", {
      slug: "acme",
      title: "Acme",
      groups: [{ name: "", components }],
    });
    diary.label(page.groups[0]!.components[0]!.id, "component Website");
    const ids = ["chat", "phone"];
    const at = (minute: number, title: string, happens: () => Promise<unknown>) =>
      diary.at(minute, title, happens, ids);
    const finds = (minute: number, statuses: Record<string, number>) => async () => {
      for (const [id, status] of Object.entries(statuses)) await setBehaviour(id, { status });
      await runTickAt(NOW + minute * MINUTE);
    };

    await at(0, "a visitor subscribes and confirms", async () => {
      const { id } = await subscribeInbox("visitor");
      diary.label(id, "subscription");
      ids.push(id);
    });
    await at(1, "shop is down", finds(1, { shop: 503 }));
    const incident = `/shop-${(NOW + MINUTE).toString(36)}`;
    await at(2, "mail is down as well", finds(2, { mail: 500 }));
    await at(4, "nobody took it on", finds(4, {}));
    await at(6, "it is still so", finds(6, {}));
    await at(7, "somebody takes it on", () => actOnIncident("POST", `${incident}/acknowledge`));
    await at(8, "and writes about it, while chat is away", async () => {
      await setInboxBehaviour("chat", { status: 503 });
      await actOnIncident("POST", `${incident}/updates`, {
        status: "identified",
        body: "A *disk*.",
      });
    });
    await at(9, "chat is back", () => setInboxBehaviour("chat", {}));
    await at(10, "it is given back", () => actOnIncident("DELETE", `${incident}/acknowledge`));
    await at(11, "it is worse than it seemed", () =>
      actOnIncident("PATCH", incident, { severity: "critical" }),
    );
    await at(12, "all is well", finds(12, { shop: 200, mail: 200 }));
    await at(13, "it is looked back at", () =>
      actOnIncident("POST", `${incident}/updates`, {
        status: "postmortem",
        body: "We watch disks now.",
      }),
    );
    const work = { title: "New racks", endpointIds: ["shop"], timeZone: "UTC" };
    await at(14, "work is announced", async () => {
      const times = { startsAt: iso(16), endsAt: iso(18) };
      diary.label((await callApi("POST", "/maintenances", { ...work, ...times })).id, "work");
    });
    for (const minute of [16, 18]) await at(minute, "the time of work", finds(minute, {}));
    await at(20, "somebody opens one by hand", async () => {
      const affected = [{ endpointId: "shop", impact: "partial_outage" }];
      const cards = { title: "Cards fail", affected, body: "Some banks refuse." };
      diary.label((await callApi("POST", "/incidents", cards)).id, "cards");
    });
    await at(21, "a channel is tested", () => sendJson("POST", "/channels/chat/test", {}));
    await expect(`${diary.text()}\n`).toMatchFileSnapshot(recordingOf("notifications/life.txt"));
  },
  LONG_MS,
);
