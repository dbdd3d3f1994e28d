import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { createBrowser, joinAsMember, setUpOwner } from "../test/fixtures/browser";
import { actOnIncident } from "../test/fixtures/incidents";
import { publishPage } from "../test/fixtures/pages";
import { bindings, openRoomSocket, ORIGIN, fetchWorker, sendJson } from "../test/fixtures/worker";
import type { Frame } from "../protocol/frames";

afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const room = (id: string) => bindings.ROOM.getByName(`incident:${id}`);
const openIncident = async () =>
  (await actOnIncident("POST", "", { title: "Cards fail", affected: [] })).body.id;

/** Somebody's page of the incident: what it was told of the others, in order. */
async function open(browser: ReturnType<typeof createBrowser>, id: string) {
  const headers = { upgrade: "websocket", origin: ORIGIN };
  const { webSocket: socket } = await browser(
    "GET",
    `/rooms/incident:${id}?v=1`,
    undefined,
    headers,
  );
  const frames: Frame[] = [];
  socket!.addEventListener("message", ({ data }) => {
    if (data !== "pong") frames.push(JSON.parse(String(data)) as Frame);
  });
  const closed = new Promise<number>((resolve) => {
    socket!.addEventListener("close", ({ code }) => resolve(code));
  });
  socket!.accept();
  const presence = () => frames.map((frame) => frame.presence);
  await vi.waitFor(() => expect(frames).toHaveLength(1));
  return { socket: socket!, closed, presence };
}

async function two() {
  const ada = await setUpOwner();
  const { person: eve, id } = await joinAsMember(ada, "eve@example.com", "viewer");
  return { ada, eve, eveId: id, incident: await openIncident() };
}

it("[RM21] people who look at an incident see each other come and go, and a hibernated room knows them", async () => {
  const { ada, eve, incident } = await two();
  const first = await open(ada, incident);
  const second = await open(eve, incident);
  expect(second.presence()).toEqual([["Ada"]]);
  await vi.waitFor(() => expect(first.presence()).toEqual([[], ["eve@example.com"]]));
  await evictDurableObject(room(incident), { webSockets: "hibernate" });
  second.socket.close(1000);
  await vi.waitFor(() => expect(first.presence()).toEqual([[], ["eve@example.com"], []]));
});

it("[RM21] one person is one, however many tabs, and is never told of themselves", async () => {
  const { ada, eve, incident } = await two();
  const first = await open(ada, incident);
  const tabs = [await open(eve, incident), await open(eve, incident)];
  expect(tabs.map(({ presence }) => presence())).toEqual([[["Ada"]], [["Ada"]]]);
  tabs[0]!.socket.close(1000);
  const again = await open(ada, incident);
  tabs[1]!.socket.close(1000);
  await vi.waitFor(() => expect(again.presence()).toEqual([["eve@example.com"], []]));
  expect(first.presence()).toEqual([[], ["eve@example.com"], []]);
});

it("[RM21] a token listens and is nobody, and no other room says who is there", async () => {
  const { ada, incident } = await two();
  const first = await open(ada, incident);
  const created = await sendJson("POST", "/tokens", { name: "wall", scopes: ["read"] });
  const authorization = `Bearer ${(await created.json<{ token: string }>()).token}`;
  const path = `/api/v1/rooms/incident:${incident}?v=1`;
  const { webSocket } = await fetchWorker(path, {
    headers: { authorization, upgrade: "websocket" },
  });
  webSocket!.accept();
  await vi.waitFor(() => expect(first.presence()).toEqual([[], []]));
  await publishPage({ groups: [] });
  for (const name of ["all", "page:acme"] as const) {
    const { hello, next } = await openRoomSocket(name);
    expect(hello).not.toHaveProperty("presence");
    await openRoomSocket(name);
    await bindings.ROOM.getByName(name).publish({ events: [], asOf: null, nextExpectedAt: null });
    expect(JSON.stringify(await next())).not.toMatch(/presence|Ada/);
  }
});

it("[RM21] whoever loses the right to look is cut off, and named no more", async () => {
  const { ada, eve, eveId, incident } = await two();
  const first = await open(ada, incident);
  const second = await open(eve, incident);
  await ada("DELETE", `/people/${eveId}`);
  expect(await second.closed).toBe(4401);
  await vi.waitFor(() => expect(first.presence()).toEqual([[], ["eve@example.com"], []]));
});

it("[RM21] who vanished without a word is named for a few minutes at most", async () => {
  const { ada, eve, incident } = await two();
  const now = Date.now();
  vi.useFakeTimers({ now: now - MINUTE, toFake: ["Date"] });
  const first = await open(ada, incident);
  await open(eve, incident);
  const alarmAt = await runInDurableObject(room(incident), (_, { storage }) => storage.getAlarm());
  expect(alarmAt).toBeLessThan(now + 3 * MINUTE);
  const pong = new Promise((resolve) => {
    first.socket.addEventListener("message", ({ data }) => data === "pong" && resolve(data));
  });
  // The platform notes the time of the pong, by its own clock.
  first.socket.send("ping");
  await pong;
  vi.setSystemTime(now + MINUTE);
  expect(await runDurableObjectAlarm(room(incident))).toBe(true);
  await vi.waitFor(() => expect(first.presence()).toEqual([[], ["eve@example.com"], []]));
});

it("[RM21] in a crowd nobody is named", async () => {
  const { ada, eve, incident } = await two();
  await open(ada, incident);
  const SHARD_SIZE = 15;
  for (let tab = 1; tab < SHARD_SIZE; tab++) await open(ada, incident);
  expect((await open(eve, incident)).presence()).toEqual([[]]);
});

it("[RM21] there is no room of an incident that is not there, and strangers have none", async () => {
  const ada = await setUpOwner();
  expect((await ada("GET", "/rooms/incident:none")).status).toBe(404);
  const incident = await openIncident();
  expect((await ada("GET", `/rooms/incident:${incident}`)).status).toBe(200);
  expect((await createBrowser()("GET", `/rooms/incident:${incident}`)).status).toBe(401);
});
