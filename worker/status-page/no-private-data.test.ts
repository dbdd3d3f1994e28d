import { afterEach, expect, it, vi } from "vitest";
import { inboxUrl, receivedRequests, dispatchAndSend } from "../test/fixtures/notifications";
import { freezeTime, publishPage } from "../test/fixtures/pages";
import {
  requestSubscription,
  postForm,
  subscribeInbox,
  subscriberIds,
} from "../test/fixtures/subscriptions";
import {
  fetchWorker,
  setBehaviour,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { REPRESENTATIONS } from "./representations";

afterEach(() => {
  vi.useRealTimers();
});

const CANARY = "canary-7b2e";
/** What no stranger may read, in any way of writing it: what is private, and where checks go. */
const PRIVATE = new RegExp(`${CANARY}|127\\.0\\.0\\.1:\\d+/t/|expected status`, "i");

/** An endpoint, a channel, a person's work and a subscriber, with a canary wherever one can be. */
async function plant() {
  freezeTime(minuteAt(0));
  await storeEndpoint(`${CANARY}-id`, {
    name: `${CANARY}-name`,
    headers: { "x-canary": `${CANARY}-header` },
    body: `${CANARY}-body`,
    method: "POST",
    auth: { type: "bearer", token: `${CANARY}-token` },
    tags: [`${CANARY}-tag`],
    failureThreshold: 1,
  });
  await storeEndpoint(`${CANARY}-other`, { name: `${CANARY}-other-name`, failureThreshold: 1 });
  const settings = {
    apiKey: `re_${CANARY.replace("-", "_")}`,
    from: "status@example.com",
    to: `${CANARY}@example.com`,
    apiUrl: inboxUrl("mail"),
  };
  const channel = await sendJson("POST", "/channels", { name: CANARY, kind: "resend", settings });
  const { id: mailChannelId } = await channel.json<{ id: string }>();
  await publishPage({
    isDefault: true,
    mailChannelId,
    groups: [{ name: "", components: [{ name: "Shop", endpointIds: [`${CANARY}-id`] }] }],
  });
  return mailChannelId;
}

it("[PP10] nothing private is in anything that strangers are shown, sent or told", async () => {
  const mailChannelId = await plant();
  const visitor = await openRoomSocket("page:acme");
  const texts = new Map<string, string>([["hello", JSON.stringify(visitor.hello)]]);
  const { path: manage } = await subscribeInbox("hook");
  await requestSubscription("email", `${CANARY}-reader@example.com`);
  await dispatchAndSend(...(await subscriberIds()));
  const [asked] = await vi.waitFor(async () => {
    const mails = await receivedRequests("mail");
    expect(mails).toHaveLength(1);
    return mails;
  });
  await postForm(/\/subscription\?token=[\w-]+/.exec(asked!.body)![0], [["act", "confirm"]]);

  for (const id of ["id", "other"]) await setBehaviour(`${CANARY}-${id}`, { status: 500 });
  freezeTime(minuteAt(1) + 5_000);
  await runTickAt(minuteAt(1));
  await sendJson("POST", "/incidents", {
    title: "Payments fail",
    severity: "major",
    status: "identified",
    affected: [{ endpointId: `${CANARY}-id`, impact: "degraded" }],
    body: "We are on it.",
  });
  await dispatchAndSend(...(await subscriberIds()));
  texts.set("frame", JSON.stringify(await visitor.next()));

  const below = [
    "",
    "/history",
    "/og.png",
    "/unlock",
    ...Object.keys(REPRESENTATIONS).map((one) => `/${one}`),
  ];
  const paths = [
    ...below.map((path) => `/status/acme${path}`),
    ...["/", "/history", "/og.png", "/embed/acme", "/badge/acme/all/status.svg"],
    ...["/badge/acme/all/status.json", "/badge/acme/shop/uptime.svg", "/subscription"],
    ...[manage, manage.replace("subscription", "subscription.json")],
    ...["/subscription?page=acme&asked", "/status/none", "/widget.js", "/login", "/healthz"],
    ...Object.keys(REPRESENTATIONS).map((path) => `/${path}`),
  ];
  const scripts = new Set<string>();
  for (const path of paths) {
    const response = await fetchWorker(path, { headers: {} });
    const text = await response.text();
    texts.set(path, `${text} ${JSON.stringify([...response.headers])}`);
    for (const [, script] of text.matchAll(/["'][./]*(_app\/[^"']+)["']/g)) {
      scripts.add(`/${script}`);
    }
  }
  expect(scripts.size).toBeGreaterThan(1);
  for (const path of scripts)
    texts.set(path, await (await fetchWorker(path, { headers: {} })).text());

  // Of a mail its receiver is read by whoever receives it; of a channel nothing is.
  const mails = await vi.waitFor(async () => {
    const own = (await receivedRequests("mail")).filter(({ body }) =>
      body.includes(`${CANARY}-reader`),
    );
    expect(own.length).toBeGreaterThan(1);
    return own;
  }, 5_000);
  mails.forEach(({ body }, index) => {
    texts.set(`mail ${index}`, body.replaceAll(`${CANARY}-reader@example.com`, ""));
  });
  for (const [index, { body }] of (await receivedRequests("hook")).entries())
    texts.set(`hook ${index}`, body);

  for (const [what, text] of texts) {
    expect([what, PRIVATE.exec(text)?.[0] ?? null]).toEqual([what, null]);
    expect([what, text.includes(mailChannelId)]).toEqual([what, false]);
  }
  // The news is there to be read: what is looked through is not empty.
  expect(texts.get("/status/acme")).toContain("Payments fail");
  expect(texts.get("hook 1")).toContain("Payments fail");
  expect(texts.get("/status/acme/history.rss")).toContain("Shop has a major outage");
});
