import { describe, expect, it, vi } from "vitest";
import {
  fetchApi,
  bindings,
  countEndpoints,
  createThroughApi,
  openRoomSocket,
  minuteAt,
  sendJson,
  SHOP_ENDPOINT,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { decryptSecrets } from "../secrets/endpoint-secrets";
import { MASKED_SECRET, type EndpointView } from "../protocol/api";

/** As the prober opens them; at rest nothing of them is readable. */
async function storedHeaders() {
  const row = await bindings.DB.prepare("select headers from endpoints").first<{
    headers: string;
  }>();
  expect(row!.headers).not.toContain("secret");
  const { headers } = await decryptSecrets(
    { headers: JSON.parse(row!.headers) as Record<string, string> },
    bindings,
  );
  return headers;
}

describe("an endpoint", () => {
  it("[AP1] is created with the defaults and read back", async () => {
    const { status, body } = await createThroughApi();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...SHOP_ENDPOINT,
      kind: "http",
      method: "GET",
      intervalSeconds: 60,
      timeoutMs: 10_000,
      degradedAfterMs: null,
      failureThreshold: 2,
      recoveryThreshold: 1,
      expectedStatus: ["200-299"],
      status: "UNKNOWN",
      lastCheckedAt: null,
      uptime24h: null,
    });
    expect(await (await fetchApi(`/endpoints/${body.id}`)).json()).toEqual(body);
  });

  it("[AP3] masks what is secret, and the mask keeps it", async () => {
    const secret = { Authorization: "Bearer secret", "X-Api-Key": "secret", Accept: "text/html" };
    const { body } = await createThroughApi({ headers: secret });
    const masked = {
      Authorization: MASKED_SECRET,
      "X-Api-Key": MASKED_SECRET,
      Accept: "text/html",
    };
    expect(body.headers).toEqual(masked);
    const changed = { ...masked, Accept: "*/*" };
    const response = await sendJson("PATCH", `/endpoints/${body.id}`, { headers: changed });
    expect((await response.json<EndpointView>()).headers).toEqual(changed);
    expect(await storedHeaders()).toEqual({ ...secret, Accept: "*/*" });
  });

  it("[AP3] takes the mask for another spelling, and for nothing that it does not keep", async () => {
    const { body } = await createThroughApi({ headers: { Authorization: "Bearer secret" } });
    const respelled = await sendJson("PATCH", `/endpoints/${body.id}`, {
      headers: { authorization: MASKED_SECRET },
    });
    expect(respelled.status).toBe(200);
    expect(await storedHeaders()).toEqual({ authorization: "Bearer secret" });
    const unknown = { headers: { "X-New": MASKED_SECRET } };
    expect((await sendJson("PATCH", `/endpoints/${body.id}`, unknown)).status).toBe(400);
    expect((await createThroughApi({ headers: { Cookie: MASKED_SECRET } })).status).toBe(400);
    expect((await createThroughApi({ headers: { a: "1", A: "2" } })).status).toBe(400);
  });

  it("[AP6] is created once by requests that are sent at once", async () => {
    const key = { "idempotency-key": "one" };
    const all = await Promise.all([1, 2, 3].map(() => createThroughApi({}, key)));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    expect((await createThroughApi({ name: "Another" }, key)).status).toBe(409);
    expect(await countEndpoints()).toBe(1);
  });

  it("[AP6] is created once by a request that is sent twice", async () => {
    const key = { "idempotency-key": "one" };
    const [first, second] = [await createThroughApi({}, key), await createThroughApi({}, key)];
    expect(second.body).toEqual(first.body);
    expect((await createThroughApi({}, { "idempotency-key": "two" })).body.id).not.toBe(
      first.body.id,
    );
    expect(await countEndpoints()).toBe(2);
  });

  it("[EV2] tells all of its creation, and its own room too of the rest", async () => {
    const all = await openRoomSocket("all");
    const { body } = await createThroughApi({ tags: ["shop"] });
    const own = await openRoomSocket(`endpoint:${body.id}`);
    expect((await all.next()).events).toEqual([
      {
        type: "endpoint:created",
        at: body.createdAt,
        data: { endpointId: body.id, name: "Shop", url: SHOP_ENDPOINT.url, method: "GET" },
      },
      {
        type: "endpoint:updated",
        at: body.createdAt,
        data: { endpointId: body.id, changes: { paused: true, tags: ["shop"] } },
      },
    ]);
    await sendJson("PATCH", `/endpoints/${body.id}`, { name: "Store", tags: ["shop"] });
    const changed = [
      {
        type: "endpoint:updated",
        at: expect.any(String),
        data: { endpointId: body.id, changes: { name: "Store" } },
      },
    ];
    expect((await all.next()).events).toEqual(changed);
    expect((await own.next()).events).toEqual(changed);
    expect((await sendJson("DELETE", `/endpoints/${body.id}`, "")).status).toBe(204);
    const deleted = [
      {
        type: "endpoint:deleted",
        at: expect.any(String),
        data: { endpointId: body.id, name: "Store" },
      },
    ];
    expect((await all.next()).events).toEqual(deleted);
    expect((await own.next()).events).toEqual(deleted);
    expect(await countEndpoints()).toBe(0);
  });

  it("[RM10] that is deleted closes its room's sockets", async () => {
    const { body } = await createThroughApi();
    const own = await openRoomSocket(`endpoint:${body.id}`);
    await sendJson("DELETE", `/endpoints/${body.id}`, "");
    expect((await own.closed).code).toBe(4404);
  });

  it("[ST6] that is paused resolves its incident and tells it", async () => {
    await storeEndpoint("shop", { failureThreshold: 1, url: "http://127.0.0.1:1/" });
    await runTickAt(minuteAt(0));
    const all = await openRoomSocket("all");
    const response = await sendJson("POST", "/endpoints/shop/pause", "");
    expect(await response.json()).toMatchObject({ paused: true, status: "UNKNOWN" });
    const { events } = await all.next();
    expect(events.map(({ type }) => type)).toEqual([
      "endpoint:updated",
      "endpoint:status-changed",
      "incident:resolved",
    ]);
    const list = await (await fetchApi("/incidents?status=open")).json<{ data: unknown[] }>();
    expect(list.data).toEqual([]);
    expect((await sendJson("POST", "/endpoints/shop/check", "")).status).toBe(409);
  });

  it("[TK1] that is checked by hand answers with the check and keeps it", async () => {
    await storeEndpoint("shop");
    const response = await sendJson("POST", "/endpoints/shop/check", "");
    expect(response.status).toBe(200);
    const check = await response.json();
    expect(check).toMatchObject({
      status: "UP",
      statusCode: 200,
      errorMessage: null,
      region: null,
    });
    const list = await (await fetchApi("/endpoints/shop/checks")).json<{ data: unknown[] }>();
    expect(list.data).toEqual([check]);
    expect(await (await fetchApi("/endpoints/shop")).json()).toMatchObject({ status: "UP" });
  });

  it("[AP1] is looked at by hand at any moment, even just before it is due again", async () => {
    await storeEndpoint("shop", { intervalSeconds: 10, timeoutMs: 9_000 });
    for (const second of [0, 5, 9]) {
      vi.useFakeTimers({ now: minuteAt(0) + second * 1_000 + 700, toFake: ["Date"] });
      const response = await sendJson("POST", "/endpoints/shop/check", "");
      expect([second, response.status]).toEqual([second, 200]);
      vi.useRealTimers();
    }
  });
});
