import { exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { List } from "../protocol/api";
import type { SubscriberView } from "../protocol/subscription";
import { publicInboxUrl } from "../test/fixtures/notifications";
import { freezeTime, publishPage, WEBSITE } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import {
  postForm,
  requestSubscription,
  setMailChannel,
  subscribeInbox,
  subscriberIds,
} from "../test/fixtures/subscriptions";
import { fetchApi, minuteAt, storeEndpoint } from "../test/fixtures/worker";
import { parseEmailAddress } from "./email-address";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  await storeEndpoint("web");
});
afterEach(() => {
  vi.useRealTimers();
});

const asked = "/subscription?page=acme&asked";
const problem = (kind: string) => `/subscription?page=acme&problem=${kind}`;
const publishMailing = async (more: object = {}) =>
  publishPage({ groups: WEBSITE, mailChannelId: await setMailChannel("mail"), ...more });
const askAll = async (addresses: string[]) =>
  (await Promise.all(addresses.map((address) => requestSubscription("email", address)))).map(
    ({ location }) => location,
  );
const waiting = async () => (await queryRows("select id from deliveries")).length;

/** So many that nobody has confirmed, or that somebody has, asked at this time. */
const fill = (pageId: string, count: number, { confirmedAt, at }: Record<string, number | null>) =>
  queryRows(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
    insert into subscriptions select 'x' || i, '${pageId}', 'slack', '', 'a' || i, 't' || i, null,
      'en', '', ${at} + i, ${confirmedAt} from n`);

describe("one mailbox", () => {
  it("[SB23] is asked once, however its address is spelled, by forty at once", async () => {
    await publishMailing();
    const tagged = Array.from({ length: 34 }, (_, index) => `victim+${index}@example.org`);
    const others = [
      "victim@example.org.",
      "v.ictim@example.org",
      "VICTIM@Example.ORG",
      "victim@exaｍple.org",
      "victim+@example.org",
      " victim@example.org ",
    ];
    const answers = await askAll([...tagged, ...others]);
    expect(new Set(answers)).toEqual(new Set([asked]));
    expect(await subscriberIds()).toHaveLength(1);
    expect(await waiting()).toBe(1);
  });

  it("[SB23] is asked three times an hour by all pages together", async () => {
    const slugs = ["acme", "b", "c", "d", "e"];
    for (const slug of slugs) await publishMailing({ slug });
    for (const slug of slugs) {
      await postForm(`/status/${slug}/subscriptions`, [
        ["kind", "email"],
        ["address", "victim@example.org"],
      ]);
    }
    expect(await waiting()).toBe(3);
    freezeTime(minuteAt(61));
    await postForm("/status/e/subscriptions", [
      ["kind", "email"],
      ["address", "victim@example.org"],
    ]);
    expect(await waiting()).toBe(4);
  });

  it.each([
    ["reader@example.com", "reader@example.com"],
    [" Reader+tag@Example.COM. ", "Reader+tag@example.com"],
    ["reader@exaｍple.org", "reader@example.org"],
    ["reader@bücher.example", "reader@xn--bcher-kva.example"],
    ["ｖictim@example.org", null],
    ["(a)victim@example.org", null],
    ['"victim"@example.org', null],
    ["a@b@example.org", null],
    ["victim@example.org:25", null],
    ["victim@example.org/x", null],
    ["victim@127.0.0.1", null],
    ["victim@[127.0.0.1]", null],
    ["victim@localhost", null],
    ["victim@example.org\r\nBcc: a@b.example", null],
    ["@example.org", null],
    ["victim", null],
    [`victim@${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.org`, null],
  ])("[SB23] is read as it is sent to: %s", (text, address) => {
    expect(parseEmailAddress(text)).toBe(address);
  });
});

describe("a page", () => {
  it("[SB24] asks thirty people an hour at most who have not answered, however many come at once", async () => {
    await publishMailing();
    const answers = await askAll(Array.from({ length: 40 }, (_, index) => `r${index}@example.com`));
    expect(answers.filter((one) => one === asked)).toHaveLength(30);
    expect(answers.filter((one) => one === problem("busy"))).toHaveLength(10);
    expect(await waiting()).toBe(30);
    // Whoever is known already is answered as everybody else.
    expect(await askAll(["r0@example.com"])).toEqual([problem("busy")]);
    await queryRows("update subscriptions set confirmed_at = created_at where rowid <= 10");
    expect(await askAll(["one-more@example.com"])).toEqual([asked]);
    freezeTime(minuteAt(61));
    expect(await askAll(["later@example.com"])).toEqual([asked]);
  });

  it("[SB24] is filled by nobody who has not confirmed: the oldest of those give way", async () => {
    const page = await publishMailing();
    await fill(page, 500, { confirmedAt: null, at: minuteAt(0) - 3 * 3_600_000 });
    expect(await askAll(["customer@example.com"])).toEqual([asked]);
    const left = await subscriberIds();
    expect(left).toHaveLength(200);
    expect(left).not.toContain("x1");
    expect(left).toContain("x500");
    expect(await waiting()).toBe(1);
  });

  it("[SB24] has five hundred that are confirmed at most, those included that are confirmed late", async () => {
    const page = await publishMailing();
    await requestSubscription("webhook", publicInboxUrl("late"));
    const [late] = await subscriberIds();
    await fill(page, 500, { confirmedAt: 1, at: 0 });
    expect(await askAll(["customer@example.com"])).toEqual([problem("full")]);
    await queryRows(`delete from subscriptions where id = '${late}'`);
    await queryRows("delete from subscriptions where id = 'x1'");
    const { path } = await subscribeInbox("last");
    expect(await queryRows("select id from subscriptions where confirmed_at > 1")).toHaveLength(1);
    await queryRows(`update subscriptions set confirmed_at = null where confirmed_at > 1`);
    await queryRows(
      "update subscriptions set id = 'y', address_hash = 'y', token_hash = 'y' where id = 'x2'",
    );
    await fill(page, 1, { confirmedAt: 1, at: 0 });
    const { location } = await postForm(path, [["act", "confirm"]]);
    expect(location).toBe(problem("full"));
  });
});

const listOf = async (page: string, query = "") =>
  (await (await fetchApi(`/pages/${page}/subscribers${query}`)).json<List<SubscriberView>>()).data;

describe("what is kept of subscribers", () => {
  it("[SB25] editors see and clear those who have not confirmed", async () => {
    const page = await publishMailing();
    const other = await publishMailing({ slug: "other" });
    await subscribeInbox("kept");
    await askAll(["a@example.com"]);
    freezeTime(minuteAt(1));
    await askAll(["b@example.com"]);
    await postForm("/status/other/subscriptions", [
      ["kind", "email"],
      ["address", "c@example.com"],
    ]);
    expect((await listOf(page)).map(({ kind }) => kind)).toEqual(["webhook"]);
    const open = await listOf(page, "?confirmed=false");
    expect(open).toMatchObject([
      { address: "a@example.com", confirmedAt: null, createdAt: expect.any(String) },
      { address: "b@example.com", confirmedAt: null },
    ]);
    await fetchApi(`/pages/${page}/subscribers/${open[0]!.id}`, { method: "DELETE" });
    expect(await listOf(page, "?confirmed=false")).toHaveLength(1);
    for (const query of ["", "?confirmed=true", "?confirmed=x"]) {
      const { status } = await fetchApi(`/pages/${page}/subscribers${query}`, { method: "DELETE" });
      expect(status).toBe(400);
    }
    const clear = `/pages/${page}/subscribers?confirmed=false`;
    expect((await fetchApi(clear, { method: "DELETE" })).status).toBe(204);
    expect(await listOf(page, "?confirmed=false")).toEqual([]);
    expect(await listOf(page)).toHaveLength(1);
    expect(await listOf(other, "?confirmed=false")).toHaveLength(1);
  });

  it("[SB25] editors take all of it away as a file, in which a secret address is its host", async () => {
    const page = await publishMailing();
    await subscribeInbox("kept");
    await askAll(["=a@example.com"]);
    const read = (file: string) => fetchApi(`/pages/${page}/subscribers/${file}`);
    const csv = await (await read("export.csv")).text();
    expect(csv.split("\r\n")).toEqual([
      "id,kind,address,components,language,createdAt,confirmedAt",
      expect.stringMatching(/^\S{12},webhook,inbox\.example\.com,,en,\S+Z,\S+Z$/),
      expect.stringMatching(/^\S{12},email,'=a@example\.com,,en,\S+Z,$/),
      "",
    ]);
    expect(await (await read("export.json")).json()).toMatchObject([
      { kind: "webhook", address: "inbox.example.com" },
      { kind: "email", address: "=a@example.com", confirmedAt: null },
    ]);
    expect((await read("export.xml")).status).toBe(404);
    expect((await fetchApi("/pages/none/subscribers/export.csv")).status).toBe(404);
  });

  it("[SB25] is erased by whoever follows their own link, with all that waits for them", async () => {
    await publishMailing();
    const { path, id } = await subscribeInbox("leaving");
    await queryRows(`insert into deliveries (id, channel_id, payload, created_at, status)
      values ('waits', '${id}', '{}', 0, 'waiting')`);
    await postForm(path, [["act", "end"]]);
    expect(await queryRows("select * from subscriptions")).toEqual([]);
    expect(await queryRows("select * from deliveries")).toEqual([]);
  });

  it("[SB25] is cleared away after a day where nobody confirmed it, though nobody asks again", async () => {
    await publishMailing();
    await subscribeInbox("kept");
    await askAll(["a@example.com"]);
    freezeTime(minuteAt(24 * 60 - 1));
    await exports.TickRunner.rollUp();
    expect(await subscriberIds()).toHaveLength(2);
    freezeTime(minuteAt(24 * 60 + 1));
    await exports.TickRunner.rollUp();
    expect(await subscriberIds()).toHaveLength(1);
    expect(await queryRows("select id from deliveries where status = 'waiting'")).toEqual([]);
  });
});
