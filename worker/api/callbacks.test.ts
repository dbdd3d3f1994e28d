import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { addChannel } from "../test/fixtures/notifications";
import {
  fetchApi,
  fetchWorker,
  setBehaviour,
  bindings,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { IncidentList } from "../protocol/incidents";

const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
const HOOK_SECRET = "a-secret-of-the-way-back";
const URL = "https://hooks.example/x";

/** An endpoint that is down, and its incident. */
async function incident(): Promise<string> {
  await storeEndpoint("web", { failureThreshold: 1 });
  await setBehaviour("web", { status: 503 });
  await runTickAt(minuteAt(0));
  return (await (await fetchApi("/incidents")).json<IncidentList>()).data[0]!.id;
}
const acknowledgerOf = async (id: string) =>
  (await (await fetchApi(`/incidents/${id}`)).json<{ acknowledgedBy: string | null }>())
    .acknowledgedBy;

/** As the service sends it: without anything of ours. */
const sendCallback = (channel: string, body: string, headers: Record<string, string>) =>
  fetchWorker(`/api/v1/integrations/${channel}/callback`, { method: "POST", body, headers });
const seconds = (ageMs = 0) => String(Math.round((Date.now() - ageMs) / 1_000));
const encoded = (text: string) => new TextEncoder().encode(text);

async function slackHeaders(body: string, { age = 0, secret = SIGNING_SECRET } = {}) {
  const at = seconds(age);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoded(secret), algorithm, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", key, encoded(`v0:${at}:${body}`));
  return {
    "x-slack-request-timestamp": at,
    "x-slack-signature": `v0=${Buffer.from(signed).toString("hex")}`,
    "content-type": "application/x-www-form-urlencoded",
  };
}
const slackBody = (id: string, name = "ada") =>
  new URLSearchParams({
    payload: JSON.stringify({
      type: "block_actions",
      user: { id: "U1", name },
      actions: [{ action_id: "acknowledge", value: id }],
    }),
  }).toString();
const slackChannel = () =>
  addChannel("slack", { kind: "slack", settings: { url: URL, signingSecret: SIGNING_SECRET } });

describe("a button in Slack", () => {
  it("[CH9] [RM19] takes the incident on, once, and tells who has it", async () => {
    await slackChannel();
    const id = await incident();
    const body = slackBody(id);
    expect((await sendCallback("slack", body, await slackHeaders(body))).status).toBe(200);
    expect(await acknowledgerOf(id)).toBe("ada (Slack)");
    const other = slackBody(id, "bob");
    expect((await sendCallback("slack", other, await slackHeaders(other))).status).toBe(200);
    expect(await acknowledgerOf(id)).toBe("ada (Slack)");
    // Whoever was refused changed nothing: nobody reads anything anew because of it.
    const pendingResets = () =>
      runInDurableObject(bindings.CLOCK.getByName("clock"), (_, { storage }) =>
        Object.keys(storage.kv.get("resets") ?? {}),
      );
    await vi.waitFor(async () => expect(await pendingResets()).toEqual([]));
  });

  it("[CH9] does nothing where it was not signed, not now, or not for this channel", async () => {
    await slackChannel();
    await addChannel("plain", { kind: "slack", settings: { url: URL } });
    const id = await incident();
    const body = slackBody(id);
    const good = await slackHeaders(body);
    const wrong: [string, string, Record<string, string>][] = [
      ["slack", body, {}],
      ["slack", `${body}&x=1`, good],
      ["slack", body, await slackHeaders(body, { age: 301_000 })],
      ["slack", body, await slackHeaders(body, { age: -301_000 })],
      ["slack", body, await slackHeaders(body, { secret: "f".repeat(32) })],
      ["slack", body, { ...good, "x-slack-request-timestamp": "NaN" }],
      ["slack", body, { ...good, "x-slack-signature": "v0=zz" }],
      ["plain", body, good],
      ["none", body, good],
    ];
    const texts = new Set<string>();
    for (const [channel, sent, headers] of wrong) {
      const response = await sendCallback(channel, sent, headers);
      expect(response.status).toBe(401);
      texts.add(await response.text());
    }
    expect(texts.size).toBe(1);
    expect(await acknowledgerOf(id)).toBeNull();
    await sendJson("PATCH", "/channels/slack", { enabled: false });
    expect((await sendCallback("slack", body, await slackHeaders(body))).status).toBe(401);
  });

  it.each(["", "payload=", "payload={", "payload=[]", "payload=%7B%22actions%22%3A7%7D"])(
    "[CH9] hears %j and does nothing",
    async (body) => {
      await slackChannel();
      const response = await sendCallback("slack", body, await slackHeaders(body));
      expect([response.status, await response.json()]).toEqual([200, {}]);
    },
  );
});

it("[CH9] Discord is greeted, takes on, and is told what came of it", async () => {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const raw = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  const publicKey = Buffer.from(raw).toString("hex");
  await addChannel("discord", { kind: "discord", settings: { url: URL, publicKey } });
  const id = await incident();
  const interact = async (payload: object, at = seconds()) => {
    const body = JSON.stringify(payload);
    const signed = await crypto.subtle.sign("Ed25519", pair.privateKey, encoded(at + body));
    return sendCallback("discord", body, {
      "x-signature-timestamp": at,
      "x-signature-ed25519": Buffer.from(signed).toString("hex"),
    });
  };
  expect(await (await interact({ type: 1 })).json()).toEqual({ type: 1 });
  const press = (username: string) => ({
    type: 3,
    data: { custom_id: `acknowledge:${id}` },
    member: { user: { username } },
  });
  expect((await interact(press("ada"), seconds(400_000))).status).toBe(401);
  expect(await (await interact(press("ada"))).json()).toMatchObject({
    type: 4,
    data: { content: "It is yours now.", flags: 64 },
  });
  expect(await acknowledgerOf(id)).toBe("ada (Discord)");
  expect(await (await interact(press("bob"))).json()).toMatchObject({
    data: {
      content: expect.stringContaining("saw ada (Discord)"),
      allowed_mentions: { parse: [] },
    },
  });
  expect((await sendCallback("discord", JSON.stringify({ type: 1 }), {})).status).toBe(401);
});

it("[CH9] Telegram takes on with its secret, and not without", async () => {
  const settings = {
    token: "12345:AAExampleTokenExampleToken",
    chatId: "1",
    hookSecret: HOOK_SECRET,
  };
  await addChannel("telegram", { kind: "telegram", settings });
  const id = await incident();
  const press = (data: string) =>
    JSON.stringify({
      update_id: 1,
      callback_query: { id: "7", from: { first_name: "Ada" }, data },
    });
  const secret = { "x-telegram-bot-api-secret-token": HOOK_SECRET };
  expect((await sendCallback("telegram", press(`ack:${id}`), {})).status).toBe(401);
  expect(await acknowledgerOf(id)).toBeNull();
  expect(await (await sendCallback("telegram", press("ack:none"), secret)).json()).toMatchObject({
    method: "answerCallbackQuery",
    text: expect.stringContaining("expected an existing incident"),
  });
  expect(await (await sendCallback("telegram", press(`ack:${id}`), secret)).json()).toEqual({
    method: "answerCallbackQuery",
    callback_query_id: "7",
    text: "It is yours now.",
  });
  expect(await acknowledgerOf(id)).toBe("Ada (Telegram)");
});
