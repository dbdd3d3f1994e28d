import { runInDurableObject } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import { api, ask, bindings, send, minute, tick, watch } from "../local/workerd-fixtures";

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
  const clock = bindings.CLOCK.getByName("clock");
  const alarmAt = () => runInDurableObject(clock, (_, state) => state.storage.getAlarm());
  await vi.waitFor(async () => expect(await alarmAt()).toBeGreaterThan(Date.now()));
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

it("[AP8] [AP9] a database without its migrations says what to do, and the log no secret", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await bindings.DB.prepare("drop table endpoints").run();
  const headers = { Authorization: "Bearer canary" };
  const response = await send("POST", "/endpoints", {
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
