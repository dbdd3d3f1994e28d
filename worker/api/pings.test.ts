import { describe, expect, it, vi } from "vitest";
import {
  fetchApi,
  fetchWorker,
  createThroughApi,
  minuteAt,
  sendJson,
  runTickAt,
} from "../test/fixtures/worker";
import type { EndpointView } from "../protocol/api";

const heartbeat = async (fields: object = {}) =>
  (
    await createThroughApi({
      kind: "heartbeat",
      url: null,
      paused: false,
      intervalSeconds: 86_400,
      ...fields,
    })
  ).body;
const path = ({ pingUrl }: EndpointView) => new URL(pingUrl!).pathname;
const report = (to: string, init: RequestInit = {}) => fetchWorker(to, { headers: {}, ...init });
const read = async ({ id }: EndpointView) =>
  (await fetchApi(`/endpoints/${id}`)).json<EndpointView>();
const becomes = (endpoint: EndpointView, status: string) =>
  vi.waitFor(async () => expect((await read(endpoint)).status).toBe(status), 3_000);

describe("a heartbeat", () => {
  it("[HB5] is made with an address to report to, and is not known until it does", async () => {
    const endpoint = await heartbeat();
    expect(endpoint).toMatchObject({ kind: "heartbeat", url: null, status: "UNKNOWN" });
    expect(path(endpoint)).toMatch(/^\/ping\/[\w-]{32}$/);
    await runTickAt(minuteAt(0));
    expect((await read(endpoint)).status).toBe("UNKNOWN");
    expect((await sendJson("POST", `/endpoints/${endpoint.id}/check`, {})).status).toBe(409);
  });

  it.each(["GET", "HEAD", "POST"])("[HB5] is up with its first report, by %s", async (method) => {
    const endpoint = await heartbeat();
    const answer = await report(path(endpoint), { method });
    expect(answer.status).toBe(200);
    if (method !== "HEAD") expect(await answer.text()).toBe("OK");
    await becomes(endpoint, "UP");
  });

  it("[HB3] [HB5] is down when its job says so, with the exit status, and up again", async () => {
    const endpoint = await heartbeat({ failureThreshold: 1 });
    await report(`${path(endpoint)}/3`);
    await becomes(endpoint, "DOWN");
    expect((await read(endpoint)).errorMessage).toBe("it ended with exit status 3");
    await report(`${path(endpoint)}/0`);
    await becomes(endpoint, "UP");
    await report(`${path(endpoint)}/fail`);
    await becomes(endpoint, "DOWN");
  });

  it("[HB4] [HB5] knows how long its run took; a log changes nothing", async () => {
    const endpoint = await heartbeat();
    await report(`${path(endpoint)}/start?rid=one`);
    await report(`${path(endpoint)}/log`, { method: "POST", body: "half way" });
    expect((await read(endpoint)).status).toBe("UNKNOWN");
    await report(`${path(endpoint)}?rid=one`);
    await becomes(endpoint, "UP");
    expect((await read(endpoint)).lastResponseTime).toBeGreaterThanOrEqual(0);
  });

  it("[HB2] is down when it is late, noticed within the minute and not at its interval", async () => {
    const endpoint = await heartbeat({ failureThreshold: 1, graceSeconds: 60 });
    await report(path(endpoint));
    await becomes(endpoint, "UP");
    const due = Date.now() + 86_460_000;
    await runTickAt(Math.floor(due / 60_000) * 60_000);
    expect((await read(endpoint)).status).toBe("UP");
    await runTickAt(Math.floor(due / 60_000) * 60_000 + 60_000);
    expect(await read(endpoint)).toMatchObject({
      status: "DOWN",
      errorMessage: "no report within 86460 s",
    });
  });

  it("[HB5] takes Uptime Kuma's form", async () => {
    const endpoint = await heartbeat({ failureThreshold: 1 });
    const token = path(endpoint).split("/").at(-1)!;
    const up = await report(`/api/push/${token}?status=up&msg=OK&ping=42`);
    expect(await up.json()).toEqual({ ok: true });
    await becomes(endpoint, "UP");
    expect((await read(endpoint)).lastResponseTime).toBe(42);
    await report(`/api/push/${token}?status=down&msg=broken`);
    await becomes(endpoint, "DOWN");
    const unknown = await report("/api/push/nobody?status=up");
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { ok: false }]);
  });

  it("[HB5] answers an unknown token and a revoked one alike", async () => {
    const endpoint = await heartbeat();
    const renewed = await sendJson("POST", `/endpoints/${endpoint.id}/ping-token`, {});
    expect(path(await renewed.json<EndpointView>())).not.toBe(path(endpoint));
    const tokens = [path(endpoint), `/ping/${"x".repeat(32)}`, `/ping/${"%00".repeat(9)}`];
    for (const suffix of ["", "/start", "/fail", "/0"]) {
      const answers = await Promise.all(tokens.map((to) => report(to + suffix)));
      const results = await Promise.all(answers.map(async (one) => [one.status, await one.text()]));
      expect(new Set(results.map(String)).size).toBe(1);
      expect(results[0]![0]).toBe(404);
    }
  });

  it.each(["/256", "/-1", "/1.5", "/stop", "/start/again", "/%F0%9F"])(
    "[HB5] takes %s for no report",
    async (suffix) => {
      const endpoint = await heartbeat();
      expect((await report(path(endpoint) + suffix)).status).toBe(404);
      expect((await read(endpoint)).status).toBe("UNKNOWN");
    },
  );

  it("[HB5] lists no one's address to report to", async () => {
    await heartbeat();
    const list = await (await fetchApi("/endpoints")).json<{ data: EndpointView[] }>();
    expect(list.data[0]!.pingUrl).toBeNull();
  });

  it("[HB3] is what its last report says, however quickly they follow on one another", async () => {
    const endpoint = await heartbeat({ failureThreshold: 1 });
    await report(path(endpoint));
    await becomes(endpoint, "UP");
    for (let round = 0; round < 3; round++) {
      await Promise.all([report(`${path(endpoint)}/fail`), report(`${path(endpoint)}/start`)]);
      await report(path(endpoint));
      await becomes(endpoint, "UP");
    }
    await vi.waitFor(async () => expect((await read(endpoint)).status).toBe("UP"));
  }, 15_000);

  it("[HB5] takes a report whatever comes with it", async () => {
    const endpoint = await heartbeat();
    const token = path(endpoint).split("/").at(-1)!;
    const body = "x".repeat(1_000_000);
    for (const to of [path(endpoint), `/api/push/${token}`]) {
      expect((await report(to, { method: "POST", body })).status).toBe(200);
    }
  });
});

describe("a token for one heartbeat", () => {
  const createToken = async (id: string) => {
    const answer = await sendJson("POST", "/tokens", { name: "cron", scopes: [`ping:${id}`] });
    return { authorization: `Bearer ${(await answer.json<{ token: string }>()).token}` };
  };
  const ping = (id: string, suffix: string, headers: Record<string, string>) =>
    sendJson("POST", `/endpoints/${id}/ping${suffix}`, undefined, headers);

  it("[HB7] reports for that one and no other, and opens nothing else", async () => {
    const [endpoint, other] = [await heartbeat({ failureThreshold: 1 }), await heartbeat()];
    const token = await createToken(endpoint.id);
    expect((await ping(endpoint.id, "", token)).status).toBe(204);
    await becomes(endpoint, "UP");
    expect((await ping(endpoint.id, "/3", token)).status).toBe(204);
    await becomes(endpoint, "DOWN");
    expect((await ping(endpoint.id, "/nonsense", token)).status).toBe(400);
    expect((await ping(other.id, "", token)).status).toBe(403);
    expect((await fetchApi("/endpoints", { headers: token })).status).toBe(403);
    const log = await (await fetchApi("/audit?limit=100")).json<{ data: { action: string }[] }>();
    expect(log.data.map(({ action }) => action)).not.toContainEqual(expect.stringMatching(/ping/));
  });

  it("[HB7] finds nothing where there is no heartbeat", async () => {
    const { body: shop } = await createThroughApi();
    for (const id of [shop.id, "gone"]) {
      expect((await ping(id, "", await createToken(id))).status).toBe(404);
    }
  });
});

it("[HB8] an address that reports too often is told when to come back, and others report on", async () => {
  const endpoint = await heartbeat();
  const from = async (address: string, to: string) =>
    (await report(to, { headers: { "cf-connecting-ip": address } })).status;
  const statuses = new Set<number>();
  // The platform counts by the minute of its own clock, which may turn in between.
  for (let round = 0; round < 26 && !statuses.has(429); round++) {
    const guesses = Array.from({ length: 50 }, (_, index) => `/ping/guess-${round}-${index}`);
    for (const status of await Promise.all(guesses.map((to) => from("203.0.113.66", to)))) {
      statuses.add(status);
    }
  }
  expect([...statuses].sort()).toEqual([404, 429]);
  const late = await report(path(endpoint), { headers: { "cf-connecting-ip": "203.0.113.66" } });
  expect(late.status).toBe(429);
  expect(late.headers.get("retry-after")).toBe("60");
  expect(await from("203.0.113.67", path(endpoint))).toBe(200);
});
