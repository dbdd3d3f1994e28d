import { createExecutionContext, runInDurableObject } from "cloudflare:test";
import { expect, inject, it, vi } from "vitest";
import {
  OWNER_HEADERS,
  fetchApi,
  fetchWorker,
  bindings,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { EndpointList, EndpointView } from "../protocol/api";
import type { LiveEvent } from "../protocol/events";
import { apiPorts } from "../adapters/index";
import { createApi } from "./app";

it("[AP5] state carries its position and its freshness", async () => {
  await storeEndpoint("shop", { failureThreshold: 1, url: "http://127.0.0.1:1/" });
  await storeEndpoint("mail");
  await runTickAt(minuteAt(0));
  const fresh = {
    asOf: new Date(minuteAt(0)).toISOString(),
    nextExpectedAt: new Date(minuteAt(1)).toISOString(),
    live: { epoch: expect.any(String), seq: 3 },
  };
  expect(await (await fetchApi("/overview")).json()).toEqual({
    totalEndpoints: 2,
    statusBreakdown: { UNKNOWN: 0, UP: 1, DEGRADED: 0, DOWN: 1, MAINTENANCE: 0, PAUSED: 0 },
    openIncidents: 1,
    incidents24h: 0,
    uptime24h: expect.any(Number),
    averageResponseTime: expect.any(Number),
    corruptRows: 0,
    ...fresh,
  });
  expect(await (await fetchApi("/endpoints")).json()).toMatchObject(fresh);
  expect(await (await fetchApi("/incidents")).json()).toMatchObject(fresh);
  expect(await (await fetchApi("/rooms/all")).json()).toEqual({ room: "all", ...fresh });
});

it("[CL4] health tells whether ticks run", async () => {
  const starting = await fetchWorker("/healthz", { headers: {} });
  expect(starting.status).toBe(503);
  expect(await starting.json()).toMatchObject({ status: "starting", lastTickAt: null });
  const clock = bindings.CLOCK.getByName("clock");
  const alarmAt = () => runInDurableObject(clock, (_, state) => state.storage.getAlarm());
  await vi.waitFor(async () => expect(await alarmAt()).toBeGreaterThan(Date.now()));
  await runTickAt(minuteAt(0));
  const stalled = await fetchWorker("/healthz", { headers: {} });
  expect(stalled.status).toBe(503);
  expect(await stalled.json()).toMatchObject({ status: "stalled" });
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  await runTickAt(now, "clock");
  const healthy = await fetchWorker("/healthz", { headers: {} });
  expect(healthy.status).toBe(200);
  expect(await healthy.json()).toMatchObject({
    status: "ok",
    lastTickAt: new Date(now).toISOString(),
    source: "clock",
  });
});

it("[DR5] what depends on who asks is kept by nobody", async () => {
  for (const path of ["/api/v1/endpoints", "/api/v1/nothing", "/healthz"]) {
    expect((await fetchWorker(path)).headers.get("cache-control")).toBe("private, no-store");
  }
});

it("[AP8] [AP9] a database without its migrations says what to do, and the log no secret", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await bindings.DB.prepare("drop table endpoints").run();
  const headers = { Authorization: "Bearer canary" };
  const response = await sendJson("POST", "/endpoints", {
    name: "Shop",
    url: "https://a.example/",
    headers,
  });
  expect(response.status).toBe(503);
  const { error } = await response.json<{ error: { code: string; message: string } }>();
  expect(error.code).toBe("unavailable");
  expect(error.message).toContain("migrations apply");
  const text = JSON.stringify(logged.mock.calls);
  logged.mockRestore();
  expect(text).toContain("no such table");
  expect(text).not.toContain("canary");
});

it("[AP5] the position is taken before the state: what happens meanwhile is heard again", async () => {
  const event: LiveEvent = {
    type: "endpoint:updated",
    at: new Date(minuteAt(0)).toISOString(),
    data: { endpointId: "shop", changes: { name: "renamed" } },
  };
  const app = createApi((env, ctx) => {
    const ports = apiPorts(env, ctx);
    const list: typeof ports.endpoints.list = async (...query) => {
      const page = await ports.endpoints.list(...query);
      await ports.rooms.publish(["all"], [event]);
      return page;
    };
    return { ...ports, endpoints: { ...ports.endpoints, list } };
  });
  const request = new Request("http://pharos.test/api/v1/endpoints", { headers: OWNER_HEADERS });
  const response = await app.fetch(request, bindings, createExecutionContext());
  const { live } = await response.json<EndpointList>();
  const { hello } = await openRoomSocket("all", `v=1&epoch=${live.epoch}&since=${live.seq}`);
  expect(hello.events).toEqual([event]);
});

it("[EV2] what becomes known beyond a status is told as it comes", async () => {
  const url = `https://localhost:${inject("tlsPorts")["valid"]}`;
  await storeEndpoint("safe", { kind: "certificate", url });
  const all = await openRoomSocket("all");
  await runTickAt(minuteAt(0));
  const { events } = await all.next();
  const { details } = await (await fetchApi("/endpoints/safe")).json<EndpointView>();
  expect(details).toMatchObject({ expiresAt: expect.any(String), issuer: "Pharos Tests" });
  expect(events).toMatchObject([
    { type: "endpoint:status-changed" },
    { type: "endpoint:updated", data: { endpointId: "safe", changes: { details } } },
  ]);
  await runTickAt(minuteAt(1));
  expect((await all.next()).events).toEqual([]);
});
