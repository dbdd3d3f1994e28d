import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { publicInboxUrl, receivedRequests, dispatchAndSend } from "../test/fixtures/notifications";
import { freezeTime, publishPage, visit, WEBSITE } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import {
  requestSubscription,
  setMailChannel,
  receivedEmails,
  postForm,
  subscriberIds,
} from "../test/fixtures/subscriptions";
import {
  bindings,
  fetchApi,
  fetchWorker,
  minuteAt,
  ORIGIN,
  sendJson,
  storeEndpoint,
} from "../test/fixtures/worker";
import { expireSubscriptions, subscriptionPorts } from "../adapters/subscriptions";
import type { SubscriptionView } from "../protocol/subscription";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  await storeEndpoint("web");
});
afterEach(() => {
  vi.useRealTimers();
});

const READER = "Reader@Example.com";
const asked = "/subscription?page=acme&asked";
const ASKED = { status: 303, location: asked };
const problem = (kind: string) => `/subscription?page=acme&problem=${kind}`;
const viewOf = async (path: string) =>
  (await visit(path.replace("/subscription", "/subscription.json"))).json<SubscriptionView>();

/** A page that mails, and somebody whom it has asked whether they want it. */
async function askReader() {
  await publishPage({ groups: WEBSITE, mailChannelId: await setMailChannel("mail") });
  expect(await requestSubscription("email", READER)).toEqual(ASKED);
  const [id] = await subscriberIds();
  await dispatchAndSend(id!);
  const [mail] = await vi.waitFor(async () => {
    const mails = await receivedEmails("mail");
    expect(mails).toHaveLength(1);
    return mails;
  });
  const link = /http\S+\/subscription\?token=[\w-]{32}/.exec(mail!.text)![0];
  return { id: id!, mail: mail!, path: link.replace(ORIGIN, "") };
}

describe("a subscription", () => {
  it("[SB1] by mail is asked about first, and confirmed by a button alone", async () => {
    const { mail, path } = await askReader();
    expect(mail).toMatchObject({
      to: ["Reader@example.com"],
      subject: "○ Confirm that you want news of Acme",
    });
    expect(await viewOf(path)).toEqual({
      kind: "email",
      address: "R…@example.com",
      page: { slug: "acme", title: "Acme" },
      components: null,
      isConfirmed: false,
      secret: null,
    });
    // Whoever follows links, as scanners of mail do, confirms nothing.
    expect(await (await visit(path)).text()).toContain('value="confirm"');
    expect((await viewOf(path)).isConfirmed).toBe(false);
    expect(await postForm(path, [["act", "confirm"]])).toEqual({ status: 303, location: path });
    expect((await viewOf(path)).isConfirmed).toBe(true);
    expect(await (await visit(path)).text()).not.toContain('value="confirm"');
  });

  it("[SB2] ends with one click, by POST, as mail services send it", async () => {
    const { path } = await askReader();
    await postForm(path, [["act", "confirm"]]);
    await visit(path);
    expect(await subscriberIds()).toHaveLength(1);
    const body = `--x1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x1--\r\n`;
    const clicked = await fetchWorker(path, {
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=x1" },
      body,
    });
    expect(clicked.status).toBe(204);
    expect(await subscriberIds()).toEqual([]);
    expect(await postForm(path, [["List-Unsubscribe", "One-Click"]])).toMatchObject({
      status: 204,
    });
    expect(await postForm(path, [["act", "confirm"]])).toMatchObject({
      location: "/subscription?page=&ended",
    });
    expect((await visit(path)).status).toBe(200);
  });

  it("[SB3] is answered the same whether an address is known or not, and nobody is asked twice", async () => {
    const { id, path } = await askReader();
    expect(await requestSubscription("email", READER.toLowerCase())).toEqual(ASKED);
    expect(await subscriberIds()).toEqual([id]);
    await postForm(path, [["act", "confirm"]]);
    freezeTime(minuteAt(120));
    expect(await requestSubscription("email", READER)).toEqual(ASKED);
    expect(await requestSubscription("email", "new@example.com")).toEqual(ASKED);
    expect(await subscriberIds()).toHaveLength(2);
    expect(await queryRows("select id from deliveries")).toHaveLength(2);
  });

  it("[SB3] that nobody confirms is asked about again after an hour, and forgotten after a day", async () => {
    const { id } = await askReader();
    freezeTime(minuteAt(61));
    await requestSubscription("email", READER);
    const [second] = await subscriberIds();
    expect(second).not.toBe(id);
    freezeTime(minuteAt(61 + 24 * 60 + 1));
    await expireSubscriptions(bindings);
    expect(await subscriberIds()).not.toContain(second);
    expect(await queryRows(`select id from deliveries where channel_id = '${second}'`)).toEqual([]);
  });

  it("[SB3] is confirmed by nobody after a day, though nobody else has asked since", async () => {
    const { path } = await askReader();
    freezeTime(minuteAt(24 * 60 + 1));
    expect(await (await visit(path)).text()).not.toContain('value="confirm"');
    const late = await postForm(path, [["act", "confirm"]]);
    expect(late.location).toBe("/subscription?page=&ended");
    expect(await queryRows("select id from subscriptions where confirmed_at is not null")).toEqual(
      [],
    );
  });

  it("[SB4] is offered only by what can be sent, and only of public pages", async () => {
    await publishPage({ groups: WEBSITE });
    expect(await requestSubscription("email", READER)).toEqual({
      status: 303,
      location: problem("address"),
    });
    const html = await (await visit("/status/acme")).text();
    expect(html).toContain('value="webhook"');
    expect(html).not.toContain('value="email"');
    for (const [slug, fields] of [
      ["none", null],
      ["members", { visibility: "members" }],
      ["off", { allowSubscriptions: false }],
    ] as const) {
      if (fields) await publishPage({ groups: [], slug, ...fields });
      const answer = await postForm(`/status/${slug}/subscriptions`, [
        ["kind", "webhook"],
        ["address", publicInboxUrl("hook")],
      ]);
      expect(answer.status, slug).toBe(404);
    }
    const refused = await sendJson("POST", "/pages", {
      slug: "other",
      title: "Other",
      mailChannelId: "nobody",
    });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { fields: { mailChannelId: expect.stringContaining("email, resend") } },
    });
  });

  it.each([
    ["webhook", "ftp://example.com/"],
    ["webhook", "https://user:pass@example.com/"],
    ["webhook", `${ORIGIN}/api/v1/integrations/x/callback`],
    ["slack", "not an address"],
    ["slack", `https://example.com/${"x".repeat(2_100)}`],
    ["email", "a@example.com,b@example.com"],
    ["email", "a@example.com\r\nBcc: b@example.com"],
    ["email", `${"a".repeat(250)}@example.com`],
  ])("[SB5] is refused where it leads elsewhere: %s %s", async (kind, address) => {
    await publishPage({ groups: WEBSITE, mailChannelId: await setMailChannel("mail") });
    expect(await requestSubscription(kind, address)).toEqual({
      status: 303,
      location: problem("address"),
    });
    expect(await subscriberIds()).toEqual([]);
  });

  it("[SB5] is refused where it leads into the network of whoever runs this", () => {
    const { validateAddress } = subscriptionPorts(bindings, vi.fn(), vi.fn());
    const isRefused = (url: string) => validateAddress(url, "pharos.test") !== null;
    const urls = ["https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/"];
    expect(urls.filter(isRefused)).toEqual(urls);
    expect(isRefused("https://hooks.slack.com/services/T/B/X")).toBe(false);
  });

  it("[SB6] is asked for a few times a minute from one address, and no page has more than it can tell", async () => {
    await publishPage({ groups: WEBSITE });
    const headers = { "cf-connecting-ip": "203.0.113.9" };
    const answers: (string | null)[] = [];
    for (let index = 0; index < 8; index++) {
      answers.push(
        (await requestSubscription("slack", publicInboxUrl(`hook-${index}`), [], headers)).location,
      );
    }
    expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => asked));
    expect(answers).toContain(problem("often"));
    const [{ pageId }] = (await queryRows<{ pageId: string }>(
      "select page_id as pageId from subscriptions limit 1",
    )) as [{ pageId: string }];
    await queryRows(`
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      insert into subscriptions select 'x' || i, '${pageId}', 'slack', '', 'a' || i, 't' || i, null, 'en', '', 0, 1 from n`);
    expect((await requestSubscription("slack", publicInboxUrl("one-more"))).location).toBe(
      problem("full"),
    );
  });

  it("[SB9] is not to all of a page where what was chosen of it is gone", async () => {
    await publishPage({ groups: WEBSITE });
    const answer = await requestSubscription("webhook", publicInboxUrl("hook"), ["gone"]);
    expect(answer.location).toBe(problem("components"));
    expect(await subscriberIds()).toEqual([]);
    expect(await (await visit(answer.location!)).text()).toContain("not on this page any more");
  });

  it("[SB6] is not read to its end where it is too long, whatever it says of its length", async () => {
    await publishPage({ groups: WEBSITE });
    const form = `kind=slack&address=${encodeURIComponent(publicInboxUrl("hook"))}&more=`;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(sent === 0 ? form : "x".repeat(10_000)));
        if (++sent === 100) controller.close();
      },
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const request = { method: "POST", headers, body, redirect: "manual" } as const;
    const answer = await fetchWorker("/status/acme/subscriptions", request);
    expect(answer.headers.get("location")).toBe(problem("address"));
    expect(sent).toBeLessThan(100);
  });

  it("[SB7] is nowhere in the database as it is, and goes with its page", async () => {
    const { id } = await askReader();
    const dump = JSON.stringify(await queryRows("select * from subscriptions"));
    expect(dump).toContain(id);
    expect(dump).not.toMatch(/example\.com/i);
    const { data } = await (await fetchApi("/pages")).json<{ data: { id: string }[] }>();
    await fetchApi(`/pages/${data[0]!.id}`, { method: "DELETE" });
    expect(await subscriberIds()).toEqual([]);
    expect(await queryRows("select id from deliveries")).toEqual([]);
    expect(await receivedRequests("mail")).toHaveLength(1);
  });
});
