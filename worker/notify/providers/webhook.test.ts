import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import {
  addChannel,
  setInboxBehaviour,
  channelFixture,
  TRANSPORT,
  receivedRequests,
  SECRET,
} from "../../test/fixtures/notifications";
import { fetchApi, sendJson } from "../../test/fixtures/worker";
import type { ChannelView } from "../../protocol/notifications";
import { deliver } from "../deliver";

const NEW_SECRET = `whsec_${Buffer.from("another secret of 32 bytes, yes.").toString("base64")}`;

async function testOf(id: string) {
  const answer = await (await fetchApi(`/channels/${id}/test`, { method: "POST" })).json();
  expect(answer).toMatchObject({ ok: true });
  const all = await receivedRequests(id);
  return all.at(-1)!;
}

describe("a signed webhook", () => {
  it("[SW1] is verified by the official library, with whichever secret the receiver has", async () => {
    const id = await addChannel("one");
    const { headers, body } = await testOf(id);
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({ type: "test" });
    expect(() => new Webhook(NEW_SECRET).verify(body, headers)).toThrow("No matching signature");
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow("No matching signature");
  });

  it("[SW2] is signed with the old and the new secret for a day after a rotation", async () => {
    const id = await addChannel("one");
    const rotated = await sendJson("POST", `/channels/${id}/rotate-secret`, {});
    const { settings } = await rotated.json<ChannelView>();
    expect(settings["secret"]).toMatch(/^whsec_/);
    expect(settings["secret"]).not.toBe(SECRET);
    const { headers, body } = await testOf(id);
    for (const secret of [SECRET, settings["secret"]!]) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "test" });
    }
    const shown = await (await fetchApi(`/channels/${id}`)).json<ChannelView>();
    expect(shown.settings).toEqual({ url: expect.any(String), secret: "********" });
  });

  it("[SW2] is signed with the first one too where somebody rotates twice", async () => {
    const id = await addChannel("one");
    for (let times = 0; times < 2; times++)
      await sendJson("POST", `/channels/${id}/rotate-secret`, {});
    const { headers, body } = await testOf(id);
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({ type: "test" });
    expect(headers["webhook-signature"]!.split(" ")).toHaveLength(3);
  });

  it("[SW2] forgets the old secret when its day is over", async () => {
    const channel = channelFixture("one", {
      settings: {
        ...channelFixture("one").settings,
        secret: NEW_SECRET,
        previousSecret: SECRET,
        previousUntil: `${Date.now() - 1}`,
      },
    });
    const message = { id: "a", at: Date.now(), notifications: [{ kind: "test", at: 0 } as const] };
    expect(await deliver(channel, message, TRANSPORT)).toMatchObject({ outcome: "delivered" });
    const [{ headers, body } = { headers: {}, body: "" }] = await receivedRequests("one");
    expect(() => new Webhook(SECRET).verify(body, headers)).toThrow("No matching signature");
    new Webhook(NEW_SECRET).verify(body, headers);
  });

  it("[SW3] that is old is refused by the receiver: it cannot be replayed", async () => {
    const id = await addChannel("one");
    const { headers, body } = await testOf(id);
    const stale = { ...headers, "webhook-timestamp": `${Math.floor(Date.now() / 1_000) - 3_600}` };
    expect(() => new Webhook(SECRET).verify(body, stale)).toThrow("timestamp too old");
  });

  it("[SW1] keeps its signature valid whatever names and reasons say", async () => {
    const channel = channelFixture("one");
    const alert = {
      id: "x-1",
      endpointId: "x",
      endpointName: '\u2028\u0000"}\\ 장애 <script>',
      tags: [],
      dependencyIds: [],
      level: "down" as const,
      startedAt: 0,
      openedAt: 0,
      failureCount: 1,
      reason: null,
    };
    await setInboxBehaviour("one", { status: 204 });
    const message = {
      id: "a",
      at: Date.now(),
      notifications: [{ kind: "opened", at: 0, alert } as const],
    };
    await deliver(channel, message, TRANSPORT);
    const [{ headers, body } = { headers: {}, body: "" }] = await receivedRequests("one");
    expect(new Webhook(SECRET).verify(body, headers)).toMatchObject({
      data: { endpointName: alert.endpointName },
    });
  });
});
