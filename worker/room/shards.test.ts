import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  fetchApi,
  bindings,
  openRoomSocket,
  OWNER_HEADERS,
  type RoomSocket,
} from "../test/fixtures/worker";
import type { LiveEvent } from "../protocol/events";
import type { Frame } from "../protocol/frames";
import { CLOSE_CODES } from "../protocol/close-codes";

afterEach(() => void vi.useRealTimers());

/** Sizes are in vitest.config.ts: 15 sockets a shard, 2 parts below each, 7 parts. */
const [SOCKETS, SHARDS] = [15, 7];
const event = (name: string): LiveEvent => ({
  type: "endpoint:updated",
  at: "2026-01-05T08:00:00.000Z",
  data: { endpointId: "e1", changes: { name } },
});
const room = (name: string) => bindings.ROOM.getByName(name);
let published = 0;
const publish = (...names: string[]) =>
  room("all").publish({
    id: `p${++published}`,
    events: names.map(event),
    asOf: null,
    nextExpectedAt: null,
  });
const names = (events: LiveEvent[] | undefined) =>
  events?.map((one) => (one.type === "endpoint:updated" ? one.data.changes["name"] : null));
const cursor = ({ epoch, seq }: { epoch: string; seq: number }, shard?: number) =>
  `v=1&epoch=${epoch}&since=${seq}${shard === undefined ? "" : `&shard=${shard}`}`;

async function crowd(size: number): Promise<RoomSocket[]> {
  const listeners: RoomSocket[] = [];
  while (listeners.length < size) listeners.push(await openRoomSocket("all"));
  return listeners;
}
/** Frames that happened; who comes and goes is no news here. */
async function nextEventsFrame(listener: RoomSocket): Promise<Frame> {
  for (;;) {
    const frame = (await listener.next()) as Frame;
    if (frame.type === "hello" || frame.events.length > 0) return frame;
  }
}

describe("a room that is full", () => {
  it("[RM15] goes on in further parts, three levels deep, and all hear the same numbers", async () => {
    const listeners = await crowd(SOCKETS * 4);
    expect(listeners.map(({ hello }) => hello.shard ?? 0)).toEqual(
      Array.from({ length: SOCKETS * 4 }, (_, index) => Math.floor(index / SOCKETS)),
    );
    await publish("a");
    await publish("b", "c");
    for (const listener of listeners) {
      expect(await nextEventsFrame(listener)).toMatchObject({ seq: 1 });
      const frame = await nextEventsFrame(listener);
      expect([frame.seq, names(frame.events)]).toEqual([3, ["b", "c"]]);
    }
  });

  it("[RM15] lets people come back on any shard, with all they missed", async () => {
    const listeners = await crowd(SOCKETS * 2);
    const { hello } = listeners.at(-1)!;
    expect(hello.shard).toBe(1);
    await publish("a", "b");
    await evictDurableObject(room("all~1"), { webSockets: "close" });
    await publish("c");
    for (const shard of [0, 1, 6, 99_999]) {
      const again = await openRoomSocket("all", cursor(hello, shard));
      expect([again.hello.resumed, names(again.hello.events)]).toEqual([true, ["a", "b", "c"]]);
    }
  });

  it("[RM15] gives a shard that lost frames what it missed, and its listeners every event once", async () => {
    const listeners = await crowd(SOCKETS + 1);
    const far = listeners.at(-1)!;
    await publish("a");
    expect(names((await nextEventsFrame(far)).events)).toEqual(["a"]);
    // The shard above tells these while nobody passes them on.
    await room("all").release(1);
    await publish("b");
    await publish("c", "d");
    await room("all").addChild(1);
    await publish("e");
    for (const expected of [["b"], ["c", "d"], ["e"]]) {
      expect(names((await nextEventsFrame(far)).events)).toEqual(expected);
    }
  });

  it("[RM15] grows no further than it may, and says when to come back", async () => {
    await crowd(SOCKETS * SHARDS);
    const refused = await fetchApi("/rooms/all?v=1", {
      headers: { ...OWNER_HEADERS, upgrade: "websocket" },
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const headers = { ...OWNER_HEADERS, upgrade: "websocket", origin: "http://pharos.test" };
    const { webSocket: socket } = await fetchApi("/rooms/all?v=1", { headers });
    const closed = new Promise((resolve) => {
      socket!.addEventListener("close", ({ code }) => resolve(code));
    });
    socket!.accept();
    expect(await closed).toBe(CLOSE_CODES.tooManyConnections);
  });

  it("[RM15] fills free seats before it grows, and lets go of parts that nobody needs", async () => {
    const listeners = await crowd(SOCKETS * 2);
    for (const one of listeners.slice(0, SOCKETS)) {
      one.socket.close(1000);
      await one.closed;
    }
    const again = await crowd(SOCKETS);
    const shards = new Set(again.map(({ hello }) => hello.shard ?? 0));
    expect(shards).toEqual(new Set([0]));
    for (const one of listeners.slice(SOCKETS)) {
      one.socket.close(1000);
      await one.closed;
    }
    expect(await runDurableObjectAlarm(room("all~1"))).toBe(true);
    expect(await room("all~1").relay(await emptyFrame())).toBeNull();
  });
});

const emptyFrame = async () => ({
  ...(await room("all").position()),
  count: 0,
  events: "[]",
  checks: null,
  freshness: { asOf: null, nextExpectedAt: null },
  viewerCount: 0,
});

it("[RM13] an address holds so many sockets of a shard, and no more", async () => {
  const upgradeHeaders = { ...OWNER_HEADERS, upgrade: "websocket" };
  const statuses: number[] = [];
  for (const address of ["192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8"]) {
    const headers = { ...upgradeHeaders, "cf-connecting-ip": address };
    const { status, webSocket } = await fetchApi("/rooms/all?v=1", { headers });
    webSocket?.accept();
    statuses.push(status);
  }
  expect(statuses).toEqual([101, 101, 429, 101]);
});

describe("who watches", () => {
  const as = async (browser: string, shard = 0) => {
    const headers = { ...OWNER_HEADERS, upgrade: "websocket", "user-agent": browser };
    const { webSocket } = await fetchApi(`/rooms/all?v=1&shard=${shard}`, { headers });
    const frames: { viewers?: number }[] = [];
    webSocket!.addEventListener("message", ({ data }) => {
      frames.push(JSON.parse(String(data)) as { viewers?: number });
    });
    webSocket!.accept();
    return { socket: webSocket!, viewers: () => frames.map(({ viewers }) => viewers) };
  };

  it("[RM16] is counted by browsers, and told as they come and go", async () => {
    const first = await as("Firefox");
    await as("Firefox");
    const third = await as("Chrome");
    await vi.waitFor(() => expect(first.viewers()).toEqual([1, 2]));
    third.socket.close(1000);
    await vi.waitFor(() => expect(first.viewers()).toEqual([1, 2, 1]));
  });

  it("[RM16] is added up from all parts by the frames that go there anyway", async () => {
    await crowd(SOCKETS * 3 + 1);
    const all = [await as("a", 1), await as("b", 3), await as("c", 3)];
    await publish("one");
    await publish("two");
    await vi.waitFor(() => expect(all.map((one) => one.viewers().at(-1))).toEqual([7, 7, 7]));
  });
});

it("[RM17] what was told and could not be answered for is told once", async () => {
  const listener = await openRoomSocket("all");
  const publication = { id: "same", events: [event("a")], asOf: null, nextExpectedAt: null };
  await room("all").publish(publication);
  await evictDurableObject(room("all"));
  await room("all").publish(publication);
  await publish("b");
  expect(names((await nextEventsFrame(listener)).events)).toEqual(["a"]);
  expect(names((await nextEventsFrame(listener)).events)).toEqual(["b"]);
});

it("[RM17] a room that missed something begins anew, and every listener of every shard hears it", async () => {
  const listeners = await crowd(SOCKETS + 1);
  const { epoch } = listeners[0]!.hello;
  await publish("a");
  await bindings.CLOCK.getByName("clock").scheduleReset("all");
  vi.useFakeTimers({ now: Date.now() + 5_000, toFake: ["Date"] });
  await runDurableObjectAlarm(bindings.CLOCK.getByName("clock"));
  for (const listener of listeners) {
    await nextEventsFrame(listener);
    const hello = await nextEventsFrame(listener);
    expect(hello).toMatchObject({ type: "hello", resumed: false, seq: 0 });
    expect(hello).not.toMatchObject({ epoch });
  }
  expect((await openRoomSocket("all", cursor({ epoch, seq: 1 }))).hello.resumed).toBe(false);
});
