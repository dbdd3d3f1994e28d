import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  setInboxBehaviour,
  receivedRequests,
  dispatchAndSend,
} from "../test/fixtures/notifications";
import { freezeTime, publishPage, readPageJson, visit } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import {
  requestSubscription,
  setMailChannel,
  receivedEmails,
  postForm,
  subscribeInbox,
  subscriberIds,
  dispatchToSubscribers,
  tickWithStatuses,
  receivedMessages,
} from "../test/fixtures/subscriptions";
import {
  fetchApi,
  bindings,
  db,
  minuteAt,
  ORIGIN,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { List } from "../protocol/api";
import type { SubscriberView, SubscriptionView } from "../protocol/subscription";
import { reencryptAll } from "../store/reencrypt";
import { findSubscription } from "../store/subscriptions";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  for (const id of ["web", "api"])
    await storeEndpoint(id, { failureThreshold: 1, name: `private-${id}` });
});
afterEach(() => {
  vi.useRealTimers();
});

const NAMES = [
  { name: "Website", endpointIds: ["web"] },
  { name: "Checkout", endpointIds: ["api"] },
];
const GROUPS = [{ name: "", components: NAMES }];

const eventually = <Read>(read: () => Promise<Read>) => vi.waitFor(read, { timeout: 5_000 });

describe("the news of a page", () => {
  it("[SB8] reach whoever confirmed, once, in the page's own words", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    await tickWithStatuses(1, { web: 500, api: 200 });
    await receivedMessages("hook", 1);
    await tickWithStatuses(3, { web: 200 });
    const messages = await receivedMessages("hook", 2);
    await dispatchToSubscribers();
    expect(await receivedMessages("hook")).toHaveLength(2);
    expect(messages.map(({ type, data }) => [type, data.text])).toEqual([
      ["page.updated", "Acme: Website has a major outage"],
      ["page.updated", "Acme: Website is up again"],
    ]);
    const shown = (await readPageJson()).incidents[0]!.updates.map(({ id }) => id).toReversed();
    expect(messages.flatMap(({ data }) => data.updates)).toMatchObject(shown.map((id) => ({ id })));
    expect(messages[0]!.data).toMatchObject({
      link: `${ORIGIN}/status/acme`,
      unsubscribe: expect.stringContaining("/subscription?token="),
    });
    expect(JSON.stringify(await receivedRequests("hook"))).not.toMatch(
      /private|endpoint|127\.0\.0\.1\/t/,
    );
  });

  it("[SB8] to a webhook are signed with its own secret, which it alone is shown", async () => {
    await publishPage({ groups: GROUPS });
    const { path, id } = await subscribeInbox("hook");
    const view = path.replace("/subscription", "/subscription.json");
    const { secret } = await (await visit(view)).json<SubscriptionView>();
    await tickWithStatuses(1, { web: 500 });
    await receivedMessages("hook", 1);
    const { body, headers } = (await receivedRequests("hook"))[1]!;
    vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1_000);
    expect(new Webhook(secret!).verify(body, headers)).toMatchObject({ type: "page.updated" });
    // Under another key it is still theirs.
    const keys = { ...bindings, ENCRYPTION_KEY: "another key".padEnd(40, "x") };
    expect(await reencryptAll(db, keys)).toBe(1);
    expect(await findSubscription(db, keys, id)).toMatchObject({ secret });
  });

  it("[SB8] are not told to whoever was asked and said nothing, nor to whoever has left", async () => {
    await publishPage({ groups: GROUPS, mailChannelId: await setMailChannel("mail") });
    await requestSubscription("email", "reader@example.com");
    const { path } = await subscribeInbox("hook");
    await postForm(path, [["act", "end"]]);
    await tickWithStatuses(1, { web: 500 });
    expect(await receivedMessages("hook")).toEqual([]);
    expect(await receivedEmails("mail")).toHaveLength(1);
  });

  it("[SB8] are what people write, also where no check saw anything", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    freezeTime(minuteAt(1));
    await sendJson("POST", "/incidents", {
      title: "Payments are slow",
      severity: "minor",
      status: "identified",
      affected: [{ endpointId: "api", impact: "degraded" }],
      body: "We are **on it**.",
    });
    await dispatchToSubscribers();
    const [message] = await receivedMessages("hook", 1);
    expect(message!.data).toMatchObject({
      text: "Acme: Payments are slow (cause identified)",
      updates: [{ names: ["Checkout"], body: "We are **on it**." }],
    });
  });

  it("[SB9] are those of the components that were chosen", async () => {
    await publishPage({ groups: GROUPS });
    const checkout = (await readPageJson()).groups[0]!.components[1]!.id;
    await subscribeInbox("some", [checkout, "none-such"]);
    await subscribeInbox("all");
    await tickWithStatuses(1, { web: 500 });
    await receivedMessages("all", 1);
    await tickWithStatuses(3, { api: 500 });
    expect(await receivedMessages("all", 2)).toHaveLength(2);
    expect((await receivedMessages("some", 1)).map(({ data }) => data.text)).toEqual([
      "Acme: Checkout has a major outage",
    ]);
  });

  it("[SB10] of a storm are one message a minute, with a count", async () => {
    const components = Array.from({ length: 30 }, (_, index) => ({
      name: `System ${index}`,
      endpointIds: [`e${index}`],
    }));
    for (let index = 0; index < 30; index++)
      await storeEndpoint(`e${index}`, { failureThreshold: 1 });
    await publishPage({
      groups: [{ name: "", components }],
      mailChannelId: await setMailChannel("mail"),
    });
    await requestSubscription("email", "reader@example.com");
    await dispatchToSubscribers();
    const [asked] = await vi.waitFor(() => receivedEmails("mail"));
    const path = /\/subscription\?token=[\w-]+/.exec(asked!.text)![0];
    await postForm(path, [["act", "confirm"]]);
    const failing = (from: number, to: number) =>
      Object.fromEntries(components.slice(from, to).map((_, index) => [`e${index + from}`, 500]));
    await tickWithStatuses(2, failing(0, 10));
    await tickWithStatuses(2.5, failing(10, 25));
    await tickWithStatuses(2.75, failing(25, 30));
    await tickWithStatuses(4, {});
    const mails = await eventually(async () => {
      const own = (await receivedEmails("mail")).filter(({ to }) =>
        to.includes("reader@example.com"),
      );
      expect(own).toHaveLength(3);
      return own.slice(1);
    });
    // What comes first is told at once; all that comes within the minute after it is one.
    const counts = mails.map(({ subject }) => Number(/(\d+) updates$/.exec(subject)?.[1] ?? 1));
    expect(counts[0]! + counts[1]!).toBe(30);
    expect(mails[1]!.subject).toMatch(/^✕ Acme: \d+ updates$/);
    expect(mails[1]!.text).toMatch(/System \d+ has a major outage\n[\s\S]*and \d+ more\n/);
    const [{ dealt }] = (await queryRows<{ dealt: number }>(
      "select count(*) as dealt from deliveries where channel_id in (select id from subscriptions)",
    )) as [{ dealt: number }];
    expect(dealt).toBeLessThan(10);
  });

  it("[SB2] say in each mail how to end them, and carry the header that does it with one click", async () => {
    await publishPage({ groups: GROUPS, mailChannelId: await setMailChannel("mail") });
    await requestSubscription("email", "reader@example.com", [], { "accept-language": "ko" });
    await dispatchToSubscribers();
    const [asked] = await vi.waitFor(() => receivedEmails("mail"));
    expect(asked!.subject).toBe("○ Acme 상태 알림 구독을 확인해 주세요");
    const path = /\/subscription\?token=[\w-]+/.exec(asked!.text)![0];
    await postForm(path, [["act", "confirm"]]);
    await tickWithStatuses(2, { web: 500 });
    const mail = await eventually(async () => {
      const found = (await receivedEmails("mail")).find(
        ({ headers }) => "List-Unsubscribe" in headers,
      );
      return found ?? Promise.reject(new Error("no mail that ends it"));
    });
    expect(mail).toMatchObject({
      to: ["reader@example.com"],
      subject: "✕ Acme: Website 전체 장애 발생",
      headers: {
        "List-Unsubscribe": `<${ORIGIN}${path}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
    });
    expect(mail.text).toContain(`구독 취소: ${ORIGIN}${path}`);
  });

  it("[SB15] go out by a channel that tells the team what it told before, each to their own", async () => {
    const channel = await setMailChannel("mail");
    await publishPage({ groups: GROUPS, mailChannelId: channel });
    await requestSubscription("email", "reader@example.com");
    await dispatchToSubscribers();
    const [asked] = await vi.waitFor(() => receivedEmails("mail"));
    await postForm(/\/subscription\?token=[\w-]+/.exec(asked!.text)![0], [["act", "confirm"]]);
    await tickWithStatuses(2, { web: 500 });
    await dispatchAndSend(channel);
    const sent = await eventually(async () => {
      const mails = (await receivedEmails("mail")).slice(1);
      expect(mails).toHaveLength(2);
      return mails.map(({ to, subject }) => [...to, subject]);
    });
    expect(sent.toSorted()).toEqual([
      ["ops@example.com", "✕ private-web is down"],
      ["reader@example.com", "✕ Acme: Website has a major outage"],
    ]);
  });

  it("[SB11] end where the receiver says that it is gone, or an editor takes it off the list", async () => {
    const id = await publishPage({ groups: GROUPS });
    await subscribeInbox("gone");
    await subscribeInbox("stays");
    const listed = async () =>
      (await (await fetchApi(`/pages/${id}/subscribers`)).json<List<SubscriberView>>()).data;
    expect(await listed()).toMatchObject([
      { kind: "webhook", address: "inbox.example.com", components: null },
      { kind: "webhook" },
    ]);
    await setInboxBehaviour("gone", { status: 410 });
    await tickWithStatuses(1, { web: 500 });
    const [left] = await eventually(async () => {
      const all = await listed();
      expect(all).toHaveLength(1);
      return all;
    });
    expect(
      (await fetchApi(`/pages/other/subscribers/${left!.id}`, { method: "DELETE" })).status,
    ).toBe(404);
    expect(
      (await fetchApi(`/pages/${id}/subscribers/${left!.id}`, { method: "DELETE" })).status,
    ).toBe(204);
    expect(await subscriberIds()).toEqual([]);
    expect(await queryRows("select id from deliveries")).toEqual([]);
  });
});
