import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { queuePorts } from "../adapters/notifications";
import type { SubscriptionKind } from "../domain/pages/subscription";
import { deliver } from "../notify/deliver";
import { insertSubscription } from "../store/subscriptions";
import { inboxUrl, publicInboxUrl, receivedRequests } from "../test/fixtures/notifications";
import { freezeTime, publishPage, WEBSITE } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import { PUSH_KEYS } from "../test/fixtures/push-keys";
import {
  postForm,
  requestSubscription,
  setMailChannel,
  subscriberIds,
} from "../test/fixtures/subscriptions";
import { bindings, db, minuteAt, ORIGIN, storeEndpoint } from "../test/fixtures/worker";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  await storeEndpoint("web");
});
afterEach(() => {
  vi.useRealTimers();
});

const KEYS = { ...PUSH_KEYS.client, ...PUSH_KEYS.vapid };
const askFor = (kind: string, address: string) =>
  kind === "push"
    ? postForm("/status/acme/subscriptions", [
        ["kind", "push"],
        ["push", JSON.stringify({ endpoint: address, ...KEYS })],
      ])
    : requestSubscription(kind, address);

/** As it may be stored from before, whatever a form takes today. */
async function storeSubscription(pageId: string, kind: SubscriptionKind, address: string) {
  await insertSubscription(db, bindings, {
    id: kind,
    pageId,
    kind,
    address,
    token: `token-of-${kind}`,
    secret: kind === "push" ? JSON.stringify(KEYS) : null,
    componentIds: null,
    language: "en",
    origin: ORIGIN,
    createdAt: Date.now(),
    confirmedAt: null,
  });
  return kind;
}

describe("a stranger who knows an address", () => {
  it.each(["email", "slack", "webhook"])("[SB20] ends no subscription by %s", async (kind) => {
    await publishPage({ groups: WEBSITE, mailChannelId: await setMailChannel("mail") });
    const address = kind === "email" ? "victim@example.org" : publicInboxUrl("victim");
    await requestSubscription(kind, address);
    for (const isConfirmed of [false, true]) {
      if (isConfirmed) await queryRows("update subscriptions set confirmed_at = created_at");
      for (const claimed of ["push", "email", "slack", "webhook", ""]) {
        await postForm("/status/acme/subscriptions", [
          ["kind", claimed],
          ["act", "end"],
          ["address", address],
        ]);
        expect(await subscriberIds()).toHaveLength(1);
      }
    }
    for (const act of ["end", "confirm"]) {
      await postForm("/subscription?token=", [["act", act]]);
      await postForm("/subscription?token=none", [["act", act]]);
    }
    expect(await subscriberIds()).toHaveLength(1);
  });

  it("[SB20] ends a push of no other page, though the browser is the same", async () => {
    await publishPage({ groups: WEBSITE });
    await publishPage({ groups: WEBSITE, slug: "other" });
    await askFor("push", publicInboxUrl("push"));
    await postForm("/status/other/subscriptions", [
      ["kind", "push"],
      ["act", "end"],
      ["address", publicInboxUrl("push")],
    ]);
    expect(await subscriberIds()).toHaveLength(1);
  });
});

const PRIVATE = [
  "127.0.0.1",
  "127.1",
  "0x7f.1",
  "2130706433",
  "017700000001",
  "0.0.0.0",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.1.1",
  "100.64.0.1",
  "169.254.169.254",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[2002:7f00:1::]",
  "[fd00::1]",
  "[fe80::1]",
  "localhost",
  "localhost.",
  "LOCALHOST",
  "app.localhost",
  "router.local",
  "db.internal",
  "nas.lan",
  "printer",
  "①27.0.0.1",
  "１２７.0.0.1",
];
const KINDS = ["slack", "webhook", "push"] as const;

describe("where checks may ask the private network, a visitor's address", () => {
  it.each(KINDS)("[SB21] is never there, however it is spelled: %s", async (kind) => {
    expect(bindings.ALLOW_PRIVATE_TARGETS).toBe("true");
    await publishPage({ groups: WEBSITE });
    for (const host of PRIVATE) {
      for (const address of [`https://${host}/x`, `https://${host}:8443/`, `http://${host}/x`]) {
        const { location } = await askFor(kind, address);
        expect([address, location]).toEqual([address, expect.stringMatching(/problem=/)]);
      }
    }
    expect(await subscriberIds()).toEqual([]);
  });

  it.each(KINDS)(
    "[SB21] is https alone, without credentials, and not our own: %s",
    async (kind) => {
      await publishPage({ groups: WEBSITE });
      for (const address of [
        "http://hooks.example.com/x",
        "HTTP://hooks.example.com/x",
        "ftp://hooks.example.com/x",
        "javascript:alert(1)",
        "//hooks.example.com/x",
        "https://user:pass@hooks.example.com/x",
        "https://pharos.test/x",
        "",
      ]) {
        const { location } = await askFor(kind, address);
        expect([address, location]).toEqual([address, expect.stringMatching(/problem=/)]);
      }
      expect(await subscriberIds()).toEqual([]);
      expect((await askFor(kind, "https://hooks.example.com/x")).location).toMatch(/asked/);
    },
  );

  it.each(KINDS)("[SB21] is not sent to where it was stored before: %s", async (kind) => {
    const page = await publishPage({ groups: WEBSITE });
    const addresses = [inboxUrl("private"), inboxUrl("private").replace("http:", "https:")];
    for (const address of [...addresses, "http://inbox.example.com/inbox/private"]) {
      const id = await storeSubscription(page, kind, address);
      const ports = queuePorts(bindings);
      const channel = (await ports.channel(id))!;
      const request = { url: address, headers: {}, body: "{}" };
      expect(await ports.transport(channel).http(request)).toMatchObject({
        outcome: "address-refused",
      });
      await queryRows("delete from subscriptions");
      await queryRows("delete from deliveries");
    }
    expect(await receivedRequests("private")).toEqual([]);
  });

  it("[SB21] keeps the team's own channels where they are: a page's mails may leave by a private service", async () => {
    const mailChannelId = await setMailChannel("mail");
    const page = await publishPage({ groups: WEBSITE, mailChannelId });
    const ports = queuePorts(bindings);
    const id = await storeSubscription(page, "email", "reader@example.com");
    const channel = (await ports.channel(id))!;
    const message = { id: "m", at: Date.now(), notifications: [{ kind: "test", at: 0 } as const] };
    expect(await deliver(channel, message, ports.transport(channel))).toMatchObject({
      outcome: "delivered",
    });
  });
});

describe("a form of another site", () => {
  it.each([
    "https://evil.example",
    "null",
    "https://pharos.test",
    "http://pharos.test:81",
    "http://pharos.test.evil.example",
  ])("[SB22] asks for nothing and ends nothing: %s", async (origin) => {
    await publishPage({ groups: WEBSITE });
    const from = { origin };
    const answer = await requestSubscription("webhook", publicInboxUrl("a"), [], from);
    expect(answer.status).toBe(403);
    expect(await subscriberIds()).toEqual([]);
    await askFor("push", publicInboxUrl("push"));
    const end: [string, string][] = [
      ["kind", "push"],
      ["act", "end"],
      ["address", publicInboxUrl("push")],
    ];
    expect((await postForm("/status/acme/subscriptions", end, from)).status).toBe(403);
    expect(await subscriberIds()).toHaveLength(1);
  });

  it("[SB22] is no obstacle to the page's own", async () => {
    await publishPage({ groups: WEBSITE });
    const from = { origin: ORIGIN };
    const answer = await requestSubscription("webhook", publicInboxUrl("a"), [], from);
    expect(answer.location).toMatch(/asked/);
  });
});
