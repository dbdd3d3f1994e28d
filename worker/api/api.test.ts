import { describe, expect, it } from "vitest";
import { api, ask, bindings, listen, minute, send, tick, watch } from "../local/workerd-fixtures";
import { MASKED, type EndpointView } from "../protocol/api";

const VALID = { name: "Shop", url: "https://shop.example/health", paused: true };
const create = async (fields: object = {}, headers: object = {}) => {
  const response = await send("POST", "/endpoints", { ...VALID, ...fields }, headers);
  return { status: response.status, body: await response.json<EndpointView>() };
};
const stored = async () =>
  (await bindings.DB.prepare("select count(*) as n from endpoints").first<{ n: number }>())!.n;

describe("bad input", () => {
  it.each<[field: string, value: unknown]>([
    ["name", ""],
    ["name", "   "],
    ["name", "x".repeat(121)],
    ["name", 7],
    ["name", undefined],
    ["kind", "tcp"],
    ["url", undefined],
    ["url", "shop.example"],
    ["url", "ftp://shop.example/"],
    ["url", "https://user:secret@shop.example/"],
    ["url", `https://shop.example/${"x".repeat(2048)}`],
    ["method", "FETCH"],
    ["headers", "a: b"],
    ["headers.bad name", "x"],
    ["headers.x", 7],
    ["headers.x", "a\r\nb: c"],
    ["body", 7],
    ["body", "with GET"],
    ["expectedStatus", []],
    ["expectedStatus", "200"],
    ["expectedStatus.0", 200],
    ["expectedStatus.0", "2xx"],
    ["expectedStatus.0", "300-200"],
    ["intervalSeconds", 9],
    ["intervalSeconds", 86_401],
    ["intervalSeconds", 10.5],
    ["intervalSeconds", "60"],
    ["timeoutMs", 999],
    ["timeoutMs", 30_001],
    ["degradedAfterMs", 0],
    ["degradedAfterMs", 10_000],
    ["failureThreshold", 0],
    ["failureThreshold", 11],
    ["recoveryThreshold", 0],
    ["recoveryThreshold", null],
    ["tags", "shop"],
    ["tags.0", "x".repeat(41)],
    ["tags.0", ""],
    ["paused", "yes"],
  ])("[AP1] %s of %j is refused by name, and nothing is stored", async (field, value) => {
    const [name, part] = field.split(".") as [string, string?];
    const given = part === undefined ? value : name === "headers" ? { [part]: value } : [value];
    const { status, body } = await create({ [name]: given });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        code: "invalid",
        message: expect.any(String),
        fields: { [field]: expect.any(String) },
      },
    });
    expect(await stored()).toBe(0);
  });

  it.each(["", "{", "null", "[]", '"text"', "7", "\u0000"])(
    "[AP1] a body of %j is refused",
    async (body) => {
      const response = await send("POST", "/endpoints", body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: { code: "invalid", message: expect.stringMatching(/^expected a JSON object, saw /) },
      });
    },
  );

  it("[AP1] says what was expected and what was seen", async () => {
    const { body } = await create({ intervalSeconds: 5 });
    expect(body).toMatchObject({
      error: { fields: { intervalSeconds: "expected a whole number from 10 to 86400, saw 5" } },
    });
  });

  it.each([
    ["GET", "/endpoints/nobody"],
    ["PATCH", "/endpoints/nobody"],
    ["DELETE", "/endpoints/nobody"],
    ["POST", "/endpoints/nobody/check"],
    ["POST", "/endpoints/nobody/pause"],
    ["GET", "/endpoints/nobody/checks"],
    ["GET", "/incidents/nobody"],
    ["GET", "/rooms/nobody"],
    ["GET", "/rooms/endpoint:nobody"],
    ["GET", "/nothing"],
    ["POST", "/overview"],
  ])("[AP1] %s %s is not found", async (method, path) => {
    const response = await api(path, { method, ...(method === "PATCH" && { body: "{}" }) });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  });

  it.each([
    "/endpoints?limit=0",
    "/endpoints?limit=201",
    "/endpoints?limit=many",
    "/endpoints?status=BROKEN",
    "/incidents?status=closed",
    "/endpoints/shop/checks?from=yesterday",
    "/endpoints/shop/checks?from=2026-01-05T08:00:00Z&to=2026-01-05T07:00:00Z",
  ])("[AP1] the query %s is refused", async (path) => {
    await watch("shop");
    const response = await api(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid" } });
  });

  it("[AP2] unknown fields are refused by name", async () => {
    const { status, body } = await create({ colour: "red", status: "UP" });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { fields: { colour: "expected no such field", status: "expected no such field" } },
    });
    const { body: made } = await create();
    expect((await send("PATCH", `/endpoints/${made.id}`, { id: "other" })).status).toBe(400);
  });

  it("[AP7] a body that is too large is refused", async () => {
    const response = await send("POST", "/endpoints", { ...VALID, body: "x".repeat(600_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "too_large" } });
  });
});

describe("an endpoint", () => {
  it("[AP1] is created with the defaults and read back", async () => {
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...VALID,
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
    expect(await (await api(`/endpoints/${body.id}`)).json()).toEqual(body);
  });

  it("[AP3] masks what is secret, and the mask keeps it", async () => {
    const secret = { Authorization: "Bearer secret", "X-Api-Key": "secret", Accept: "text/html" };
    const { body } = await create({ headers: secret });
    const masked = { Authorization: MASKED, "X-Api-Key": MASKED, Accept: "text/html" };
    expect(body.headers).toEqual(masked);
    const changed = { ...masked, Accept: "*/*" };
    const response = await send("PATCH", `/endpoints/${body.id}`, { headers: changed });
    expect((await response.json<EndpointView>()).headers).toEqual(changed);
    const row = await bindings.DB.prepare("select headers from endpoints").first<{
      headers: string;
    }>();
    expect(JSON.parse(row!.headers)).toEqual({ ...secret, Accept: "*/*" });
  });

  it("[AP6] is created once by a request that is sent twice", async () => {
    const key = { "idempotency-key": "one" };
    const [first, second] = [await create({}, key), await create({}, key)];
    expect(second.body).toEqual(first.body);
    expect((await create({}, { "idempotency-key": "two" })).body.id).not.toBe(first.body.id);
    expect(await stored()).toBe(2);
  });

  it("[EV2] tells all of its creation, and its own room too of the rest", async () => {
    const all = await listen("all");
    const { body } = await create({ tags: ["shop"] });
    const own = await listen(`endpoint:${body.id}`);
    expect((await all.next()).events).toEqual([
      {
        type: "endpoint:created",
        at: body.createdAt,
        data: { endpointId: body.id, name: "Shop", url: VALID.url, method: "GET" },
      },
      {
        type: "endpoint:updated",
        at: body.createdAt,
        data: { endpointId: body.id, changes: { paused: true, tags: ["shop"] } },
      },
    ]);
    await send("PATCH", `/endpoints/${body.id}`, { name: "Store", tags: ["shop"] });
    const changed = [
      {
        type: "endpoint:updated",
        at: expect.any(String),
        data: { endpointId: body.id, changes: { name: "Store" } },
      },
    ];
    expect((await all.next()).events).toEqual(changed);
    expect((await own.next()).events).toEqual(changed);
    expect((await send("DELETE", `/endpoints/${body.id}`, "")).status).toBe(204);
    const deleted = [
      {
        type: "endpoint:deleted",
        at: expect.any(String),
        data: { endpointId: body.id, name: "Store" },
      },
    ];
    expect((await all.next()).events).toEqual(deleted);
    expect((await own.next()).events).toEqual(deleted);
    expect(await stored()).toBe(0);
  });

  it("[RM10] that is deleted closes its room's sockets", async () => {
    const { body } = await create();
    const own = await listen(`endpoint:${body.id}`);
    await send("DELETE", `/endpoints/${body.id}`, "");
    expect((await own.closed).code).toBe(4404);
  });

  it("[ST6] that is paused resolves its incident and tells it", async () => {
    await watch("shop", { failureThreshold: 1, url: "http://127.0.0.1:1/" });
    await tick(minute(0));
    const all = await listen("all");
    const response = await send("POST", "/endpoints/shop/pause", "");
    expect(await response.json()).toMatchObject({ paused: true, status: "UNKNOWN" });
    const { events } = await all.next();
    expect(events.map(({ type }) => type)).toEqual([
      "endpoint:updated",
      "endpoint:status-changed",
      "incident:resolved",
    ]);
    const list = await (await api("/incidents?status=open")).json<{ data: unknown[] }>();
    expect(list.data).toEqual([]);
    expect((await send("POST", "/endpoints/shop/check", "")).status).toBe(409);
  });

  it("[TK1] that is checked by hand answers with the check and keeps it", async () => {
    await watch("shop");
    const response = await send("POST", "/endpoints/shop/check", "");
    expect(response.status).toBe(200);
    const check = await response.json();
    expect(check).toMatchObject({
      status: "UP",
      statusCode: 200,
      errorMessage: null,
      region: null,
    });
    const list = await (await api("/endpoints/shop/checks")).json<{ data: unknown[] }>();
    expect(list.data).toEqual([check]);
    expect(await (await api("/endpoints/shop")).json()).toMatchObject({ status: "UP" });
  });
});

describe("lists", () => {
  it("[AP4] go on with a cursor, without doubles or holes", async () => {
    const names = ["b", "a", "ä", "b", "한국", "z", "B"];
    for (const name of names) await create({ name });
    const seen: EndpointView[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${cursor}` : "";
      const response = await api(`/endpoints?limit=2${query}`);
      const page = await response.json<{ data: EndpointView[]; nextCursor: string | null }>();
      expect(page.data.length).toBeLessThanOrEqual(2);
      seen.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ name }) => name)).toEqual([...names].sort());
    expect(new Set(seen.map(({ id }) => id)).size).toBe(names.length);
  });

  it("[AP4] are filtered by status, tag and text", async () => {
    await create({ name: "Shop", tags: ["eu"] });
    await create({ name: "100% mail", tags: ["eu", "mail"] });
    await watch("up");
    await tick(minute(0));
    const found = async (query: string) => {
      const list = await (await api(`/endpoints?${query}`)).json<{ data: EndpointView[] }>();
      return list.data.map(({ name }) => name);
    };
    expect(await found("tag=eu")).toEqual(["100% mail", "Shop"]);
    expect(await found("tag=mail&q=MAIL")).toEqual(["100% mail"]);
    expect(await found("q=100%25")).toEqual(["100% mail"]);
    expect(await found("q=_")).toEqual([]);
    expect(await found("status=UP")).toEqual(["up"]);
    expect(await found("status=PAUSED")).toEqual(["100% mail", "Shop"]);
    expect(await found("status=DOWN")).toEqual([]);
  });

  it("[AP4] of checks are newest first and go on", async () => {
    await watch("shop");
    for (let index = 0; index < 5; index++) await tick(minute(index));
    const period = `from=${new Date(minute(0)).toISOString()}&to=${new Date(minute(9)).toISOString()}`;
    type Page = { data: { at: string }[]; nextCursor: string | null };
    const first = await (await api(`/endpoints/shop/checks?limit=3&${period}`)).json<Page>();
    const second = await (
      await api(`/endpoints/shop/checks?limit=3&${period}&cursor=${first.nextCursor}`)
    ).json<Page>();
    expect([...first.data, ...second.data].map(({ at }) => Date.parse(at))).toEqual(
      [4, 3, 2, 1, 0].map(minute),
    );
    expect(second.nextCursor).toBeNull();
  });
});

it("[AP5] state carries its position and its freshness", async () => {
  await watch("shop", { failureThreshold: 1, url: "http://127.0.0.1:1/" });
  await watch("mail");
  await tick(minute(0));
  const fresh = {
    asOf: new Date(minute(0)).toISOString(),
    nextExpectedAt: new Date(minute(1)).toISOString(),
    live: { epoch: expect.any(String), seq: 3 },
  };
  expect(await (await api("/overview")).json()).toEqual({
    totalEndpoints: 2,
    statusBreakdown: { UNKNOWN: 0, UP: 1, DEGRADED: 0, DOWN: 1, PAUSED: 0 },
    openIncidents: 1,
    incidents24h: 0,
    uptime24h: expect.any(Number),
    averageResponseTime: expect.any(Number),
    ...fresh,
  });
  expect(await (await api("/endpoints")).json()).toMatchObject(fresh);
  expect(await (await api("/incidents")).json()).toMatchObject(fresh);
  expect(await (await api("/rooms/all")).json()).toEqual({ room: "all", ...fresh });
});

it("[CL4] health tells whether ticks run", async () => {
  const starting = await ask("/healthz", { headers: {} });
  expect(starting.status).toBe(503);
  expect(await starting.json()).toMatchObject({ status: "starting", lastTickAt: null });
  await tick(minute(0));
  const stalled = await ask("/healthz", { headers: {} });
  expect(stalled.status).toBe(503);
  expect(await stalled.json()).toMatchObject({ status: "stalled" });
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  await tick(now, "clock");
  const healthy = await ask("/healthz", { headers: {} });
  expect(healthy.status).toBe(200);
  expect(await healthy.json()).toMatchObject({
    status: "ok",
    lastTickAt: new Date(now).toISOString(),
    source: "clock",
  });
});

it("[DR5] what depends on who asks is kept by nobody", async () => {
  for (const path of ["/api/v1/endpoints", "/api/v1/nothing", "/healthz"]) {
    expect((await ask(path)).headers.get("cache-control")).toBe("private, no-store");
  }
});
