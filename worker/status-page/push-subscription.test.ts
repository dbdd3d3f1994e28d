import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  setInboxBehaviour,
  publicInboxUrl,
  TRANSPORT,
  receivedRequests,
  dispatchAndSend,
} from "../test/fixtures/notifications";
import { freezeTime, publishPage, readPageJson, visit, WEBSITE } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import { PUSH_KEYS } from "../test/fixtures/push-keys";
import { decryptPush } from "../test/fixtures/push-receiver";
import { postForm, subscriberIds } from "../test/fixtures/subscriptions";
import {
  fetchApi,
  setBehaviour,
  bindings,
  minuteAt,
  ORIGIN,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { Notification } from "../domain/alerts/alert";
import { deliver } from "../notify/deliver";
import type { List } from "../protocol/api";
import type { SubscriberView } from "../protocol/subscription";
import { queuePorts } from "../adapters/notifications";
import { subscriptionPorts } from "../adapters/subscriptions";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  await storeEndpoint("web", { failureThreshold: 1, name: "private-web" });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Where browsers are pushed to is https alone. */
const endpoint = publicInboxUrl;
const bodyOf = (name: string, more: object = {}) =>
  JSON.stringify({ endpoint: endpoint(name), ...PUSH_KEYS.client, ...PUSH_KEYS.vapid, ...more });
const push = (text: string, more: [string, string][] = [], headers: object = {}) =>
  postForm("/status/acme/subscriptions", [["kind", "push"], ["push", text], ...more], headers);
const asked = { status: 303, location: "/subscription?page=acme&asked=push" };
const problem = (kind: string) => ({
  status: 303,
  location: `/subscription?page=acme&problem=${kind}`,
});

type Message = {
  title: string;
  body: string;
  link: string;
  end?: { label: string; link: string };
  confirmed?: { title: string; link: string };
};

/** What waits for a subscriber goes to a push service that is not far away, as their queue would send it. */
async function delivered(id: string, kind: Notification["kind"]) {
  const ports = queuePorts(bindings);
  const notifications = await vi.waitFor(async () => {
    const waiting = (await ports.pending(id)).map(({ payload }) => payload);
    const own = waiting.filter((one) => one.kind === kind);
    return own.length > 0 ? own : Promise.reject(new Error(`no ${kind} waits`));
  });
  const channel = await ports.channel(id);
  return deliver(channel!, { id: "letter", at: Date.now(), notifications }, TRANSPORT);
}
const messages = async (name: string): Promise<Message[]> =>
  Promise.all(
    (await receivedRequests(name)).map(
      async ({ base64 }) =>
        JSON.parse(await decryptPush(Buffer.from(base64!, "base64"))) as Message,
    ),
  );

describe("a push to a visitor's browser", () => {
  it("[SB16] is asked about by a push that the browser itself confirms, then tells in its language", async () => {
    await publishPage({ groups: WEBSITE });
    const [component] = (await readPageJson()).groups[0]!.components;
    const korean = { "accept-language": "ko" };
    expect(await push(bodyOf("push"), [["component", component!.id]], korean)).toEqual(asked);
    const [id] = await subscriberIds();
    expect(await delivered(id!, "confirm")).toMatchObject({ outcome: "delivered" });
    const [question] = await messages("push");
    expect(question).toMatchObject({
      link: expect.stringMatching(/\/subscription\?token=[\w-]{32}$/),
      confirmed: { title: "Acme 소식을 여기에서 알려 드립니다", link: `${ORIGIN}/status/acme` },
    });
    const path = question!.link.replace(ORIGIN, "");
    expect(await postForm(path, [["act", "confirm"]])).toMatchObject({ location: path });
    const html = await (await visit(path)).text();
    expect(html).not.toContain(PUSH_KEYS.vapid.privateKey);

    freezeTime(minuteAt(1));
    await setBehaviour("web", { status: 500 });
    await runTickAt(minuteAt(1));
    await dispatchAndSend();
    expect(await delivered(id!, "published")).toMatchObject({ outcome: "delivered" });
    const [, message] = await messages("push");
    expect(message).toEqual({
      title: "✕ Acme: Website 전체 장애 발생",
      body: "모니터링에서 감지했습니다.",
      link: `${ORIGIN}/status/acme`,
      end: { label: "구독 취소", link: question!.link },
    });
  });

  it.each([404, 410])("[SB16] ends where the push service answers %i", async (status) => {
    await publishPage({ groups: WEBSITE });
    await push(bodyOf("push"));
    const [id] = await subscriberIds();
    await setInboxBehaviour("push", { status });
    expect(await delivered(id!, "confirm")).toMatchObject({ outcome: "gone" });
    await queuePorts(bindings).disable(id!);
    expect(await subscriberIds()).toEqual([]);
  });

  it("[SB16] ends by the browser that is pushed to, which alone knows where that is", async () => {
    await publishPage({ groups: WEBSITE });
    await push(bodyOf("push"));
    const end = (address: string) =>
      postForm("/status/acme/subscriptions", [
        ["kind", "push"],
        ["act", "end"],
        ["address", address],
      ]);
    const ended = { status: 303, location: "/subscription?page=acme&ended" };
    expect(await end(endpoint("other"))).toEqual(ended);
    expect(await subscriberIds()).toHaveLength(1);
    expect(await end(endpoint("push"))).toEqual(ended);
    expect(await subscriberIds()).toEqual([]);
  });

  it("[SB16] is sealed, and shown to those who edit the page by its service alone", async () => {
    const page = await publishPage({ groups: WEBSITE });
    await push(bodyOf("push"));
    const [id] = await subscriberIds();
    const dump = JSON.stringify(await queryRows("select * from subscriptions"));
    expect(dump).not.toMatch(/inbox|https/);
    expect(dump).not.toContain(PUSH_KEYS.client.auth);
    await queryRows(`update subscriptions set confirmed_at = 1 where id = '${id}'`);
    const list = await (await fetchApi(`/pages/${page}/subscribers`)).json<List<SubscriberView>>();
    expect(list.data).toMatchObject([{ kind: "push", address: "inbox.example.com" }]);
    expect(JSON.stringify(list)).not.toContain("/inbox/");
  });

  const OTHER =
    "BUl7tcScF5IZLfH1i66A90Xm2uliwVntcat2Zy8IabM-Lqy6RKOAPUyrsYL78HWDXQj1ZbU4PzeNm5e0JjQqmk";
  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["http", bodyOf("push", { endpoint: "http://push.example.com/x" })],
    ["no address", bodyOf("push", { endpoint: 7 })],
    ["a long address", bodyOf("push", { endpoint: `https://example.com/${"x".repeat(2_100)}` })],
    ["more than was asked", bodyOf("push", { to: "ops@example.com" })],
    ["a short key", bodyOf("push", { p256dh: OTHER.slice(0, 40) })],
    ["no point", bodyOf("push", { p256dh: `BA${"A".repeat(85)}` })],
    ["a secret of another length", bodyOf("push", { auth: "abc" })],
    ["keys of two pairs", bodyOf("push", { publicKey: PUSH_KEYS.client.p256dh })],
    ["no private key", bodyOf("push", { privateKey: "A".repeat(43) })],
  ])("[SB17] is refused by name where the browser sends %s", async (_, text) => {
    await publishPage({ groups: WEBSITE });
    expect(await push(text)).toEqual(problem("push"));
    expect(await subscriberIds()).toEqual([]);
  });

  it("[SB17] is refused where it leads into our own network, or to us", async () => {
    await publishPage({ groups: WEBSITE });
    expect(
      await push(bodyOf("push", { endpoint: `${ORIGIN}/x`.replace("http:", "https:") })),
    ).toEqual(problem("address"));
    expect(await subscriberIds()).toEqual([]);
    const done = () => Promise.resolve();
    const elsewhere = { ...bindings, ALLOW_PRIVATE_TARGETS: "false" };
    const { validateAddress } = subscriptionPorts(elsewhere, done, done);
    expect(validateAddress("https://169.254.169.254/x", "pharos.test")).not.toBeNull();
  });

  it("[SB17] is as bounded as every other kind, and offered by public pages alone", async () => {
    await publishPage({ groups: WEBSITE });
    const headers = { "cf-connecting-ip": "203.0.113.77" };
    const answers = [];
    for (let index = 0; index < 7; index++) {
      answers.push((await push(bodyOf(`push-${index}`), [], headers)).location);
    }
    expect(answers).toContain(problem("often").location);
    const html = await (await visit("/status/acme")).text();
    expect(html).toContain("data-push-offer");
    expect(html).not.toContain('value="push"');
    await publishPage({ groups: [], slug: "members", visibility: "members" });
    const closed = await postForm("/status/members/subscriptions", [
      ["kind", "push"],
      ["push", bodyOf("push")],
    ]);
    expect(closed.status).toBe(404);
  });
});
