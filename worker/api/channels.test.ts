import { describe, expect, it } from "vitest";
import {
  addChannel,
  setInboxBehaviour,
  inboxUrl,
  channelQueueStub,
  receivedRequests,
} from "../test/fixtures/notifications";
import { allAnswer, allFail, tickPortsWith } from "../test/fixtures/pipeline";
import { fetchApi, sendJson, TEST_START, storeEndpoint } from "../test/fixtures/worker";
import { runTick } from "../pipeline";
import { dispatchAndSend } from "../test/fixtures/notifications";
import type { ApiError } from "../protocol/errors";
import type {
  ChannelList,
  ChannelTestResult,
  ChannelView,
  DeliveryList,
} from "../protocol/notifications";
import { runDurableObjectAlarm } from "cloudflare:test";

async function make(fields: object = {}, headers: object = {}) {
  const body = { name: "Ops", kind: "webhook", settings: { url: inboxUrl("made") }, ...fields };
  const response = await sendJson("POST", "/channels", body, headers);
  return { status: response.status, body: await response.json<ChannelView & ApiError>() };
}

const test = async (id: string) =>
  (await fetchApi(`/channels/${id}/test`, { method: "POST" })).json<ChannelTestResult>();

describe("channels", () => {
  it("[CH1] are made, listed, changed and removed; a secret that was made is shown once", async () => {
    const { status, body } = await make({ language: "ko" });
    expect(status).toBe(201);
    expect(body.settings["secret"]).toMatch(/^whsec_/);
    expect(body).toMatchObject({ enabled: true, language: "ko", timeZone: "UTC", maxPerMinute: 6 });
    const list = await (await fetchApi("/channels")).json<ChannelList>();
    const masked = { ...body, settings: { url: inboxUrl("made"), secret: "********" } };
    expect(list.data).toEqual([masked]);
    const sentBack = await sendJson("PATCH", `/channels/${body.id}`, {
      name: "On call",
      settings: masked.settings,
    });
    expect(await sentBack.json()).toMatchObject({ name: "On call", settings: masked.settings });
    expect(await test(body.id)).toMatchObject({ ok: true, outcome: "delivered", statusCode: 200 });
    expect((await sendJson("DELETE", `/channels/${body.id}`, "")).status).toBe(204);
    expect((await fetchApi(`/channels/${body.id}`)).status).toBe(404);
  });

  it("[CH1] are made once by a request that is sent twice", async () => {
    const key = { "idempotency-key": "abc" };
    const [one, other] = [await make({}, key), await make({}, key)];
    expect(other.body.id).toBe(one.body.id);
    expect(other.body.settings["secret"]).toBe("********");
  });

  it.each([
    "mail.example.com:25",
    "mail.example.com:993/",
    "mail.example.com/path",
    "mail.example.com?x",
    "mail.example.com#x",
    "mail.example.com#:25",
    "user@mail.example.com",
    "mail.example.com\r\nRCPT TO:<a@example.org>",
    "mail.exam\nple.com",
    "mail.example.com\t",
    "mail.example.com\u0000",
    " mail.example.com",
    "mail.example.com\\x",
    "[::1]:25",
    "::1",
  ])("[CH11] the host of a mail server is that alone: %j", async (host) => {
    const settings = { host, from: "a@example.com", to: "b@example.com" };
    const { body } = await make({ kind: "smtp", settings });
    expect(Object.keys(body.error.fields!)).toContain("settings.host");
  });

  it("[CH2] whose settings are wrong are refused by field, without repeating a secret", async () => {
    const fieldsOf = async (fields: object) => (await make(fields)).body.error.fields;
    expect(await fieldsOf({ settings: {} })).toEqual({
      "settings.url": "expected a value such as https://example.com/hook, saw nothing",
    });
    expect(await fieldsOf({ name: "", settings: {} })).toEqual({
      name: 'expected a text of 1 to 80 characters, saw ""',
      "settings.url": "expected a value such as https://example.com/hook, saw nothing",
    });
    expect(await fieldsOf({ settings: { url: "ftp://example.com" } })).toEqual({
      "settings.url": "expected http:// or https://, saw ftp://",
    });
    expect(await fieldsOf({ settings: { url: "http://me:pw@example.com" } })).toEqual({
      "settings.url": "expected no user name or password in the address",
    });
    const secret = await fieldsOf({ settings: { url: inboxUrl("a"), secret: "canary" } });
    expect(JSON.stringify(secret)).not.toContain("canary");
    expect(Object.keys(secret!)).toEqual(["settings.secret"]);
    expect(await fieldsOf({ settings: { url: inboxUrl("a"), colour: "red" } })).toEqual({
      "settings.colour": "expected no such field",
    });
    expect(await fieldsOf({ settings: { url: inboxUrl("a"), secret: "********" } })).toEqual({
      "settings.secret": "expected a value, saw a masked one",
    });
    expect(await fieldsOf({ kind: "pigeon" })).toMatchObject({ kind: expect.any(String) });
    expect(await fieldsOf({ timeZone: "Mars/Olympus" })).toMatchObject({
      timeZone: expect.any(String),
    });
    expect((await fetchApi("/channels").then((r) => r.json<ChannelList>())).data).toEqual([]);
  });

  it("[CH3] say of a test what happened, in classes and codes, never in the receiver's words", async () => {
    const id = await addChannel("one");
    const outcomes = [];
    for (const behaviour of [
      { status: 404, body: "canary" },
      { status: 500 },
      { status: 302, headers: { location: "/ok" } },
      { mode: "reset" },
    ]) {
      await setInboxBehaviour("one", behaviour);
      const response = await fetchApi(`/channels/${id}/test`, { method: "POST" });
      const text = await response.text();
      expect(text).not.toContain("canary");
      outcomes.push((JSON.parse(text) as ChannelTestResult).outcome);
    }
    expect(outcomes).toEqual(["not-found", "broken", "redirected", "connection-lost"]);
    expect(await receivedRequests("one")).toHaveLength(4);
    const log = await (await fetchApi(`/channels/${id}/deliveries`)).json<DeliveryList>();
    expect(log.data).toMatchObject(
      outcomes.toReversed().map((outcome) => ({ kind: "test", outcome, attempts: 1 })),
    );
  });

  it("[NT5] show their dead letters, which are sent again by hand", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await setInboxBehaviour("one", { status: 400 });
    await runTick(tickPortsWith({ probe: allFail }), TEST_START);
    await dispatchAndSend("one");
    const dead = async () =>
      (await (await fetchApi("/channels/one/deliveries?status=dead")).json<DeliveryList>()).data;
    const [delivery] = await dead();
    expect(delivery).toMatchObject({
      kind: "opened",
      endpointName: "shop",
      status: "dead",
      outcome: "rejected",
      statusCode: 400,
      attempts: 1,
    });
    await setInboxBehaviour("one", { status: 200 });
    const again = await sendJson("POST", `/channels/one/deliveries/${delivery!.id}/retry`, {});
    expect(await again.json()).toEqual({ repeated: 1 });
    await runDurableObjectAlarm(channelQueueStub("one"));
    expect(await dead()).toEqual([]);
    expect((await receivedRequests("one")).map(({ headers }) => headers["webhook-id"])).toEqual([
      delivery!.id,
      delivery!.id,
    ]);
    const none = await sendJson("POST", "/channels/one/deliveries/nothing/retry", {});
    expect(none.status).toBe(404);
  });

  it("[NT8] tell by a dead letter that is sent again that something began, and then its end", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    await addChannel("one");
    await setInboxBehaviour("one", { status: 400 });
    await runTick(tickPortsWith({ probe: allFail }), TEST_START);
    await dispatchAndSend("one");
    await runTick(tickPortsWith({ probe: allAnswer }), TEST_START + 60_000);
    await dispatchAndSend("one");
    const log = async () =>
      (await (await fetchApi("/channels/one/deliveries")).json<DeliveryList>()).data.map(
        ({ kind, status }) => [kind, status],
      );
    expect(await log()).toEqual([
      ["ended", "skipped"],
      ["opened", "dead"],
    ]);
    await setInboxBehaviour("one", { status: 200 });
    const again = await sendJson("POST", "/channels/one/deliveries/retry", {});
    expect(await again.json()).toEqual({ repeated: 1 });
    await runDurableObjectAlarm(channelQueueStub("one"));
    expect(await log()).toEqual([
      ["ended", "delivered"],
      ["opened", "delivered"],
    ]);
  });
});
