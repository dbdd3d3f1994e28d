import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import {
  fetchApi,
  bindings,
  openRoomSocket,
  minuteAt,
  OWNER_HEADERS,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { LiveEvent } from "../protocol/events";
import { allAnswer } from "../test/fixtures/pipeline";
import { runTick } from "../pipeline";
import { EVENT_LOG_LIMITS } from "../protocol/resume";
import { tickPorts } from "../adapters/index";

const room = (name: string) => bindings.ROOM.getByName(name);
const event = (name: string): LiveEvent => ({
  type: "endpoint:updated",
  at: "2026-01-05T08:00:00.000Z",
  data: { endpointId: "e1", changes: { name } },
});
const publish = (name: string, ...names: string[]) =>
  room(name).publish({ events: names.map(event), asOf: null, nextExpectedAt: null });
const cursor = ({ epoch, seq }: { epoch: string; seq: number }) =>
  `v=1&epoch=${epoch}&since=${seq}`;
const names = (events: LiveEvent[] | undefined) =>
  events?.map((one) => (one.type === "endpoint:updated" ? one.data.changes["name"] : null));

it("[RM1] a hibernated room still delivers to its sockets, and goes on counting", async () => {
  const listener = await openRoomSocket("all");
  await publish("all", "a");
  await evictDurableObject(room("all"));
  await publish("all", "b", "c");
  expect((await listener.next()).seq).toBe(1);
  const frame = await listener.next();
  expect(frame.seq).toBe(3);
  expect(names(frame.events)).toEqual(["b", "c"]);
});

it("[RM2] the first frame is hello, with the position from which the sequence goes on", async () => {
  await publish("all", "a", "b");
  const { hello } = await openRoomSocket("all");
  expect(hello).toEqual({
    type: "hello",
    v: 1,
    connectionId: expect.stringMatching(/^c_/),
    room: "all",
    epoch: (await room("all").position()).epoch,
    seq: 2,
    resumed: false,
    asOf: null,
    nextExpectedAt: null,
    viewers: 1,
    retryAfterMs: expect.any(Number),
  });
});

it("[RM3] a tick is one frame, however many endpoints it changed", async () => {
  await Promise.all(["a", "b", "c"].map((id) => storeEndpoint(id)));
  const listener = await openRoomSocket("all");
  await runTickAt(minuteAt(0));
  await runTickAt(minuteAt(1));
  expect((await listener.next()).events.length).toBe(3);
  expect((await listener.next()).checks?.length).toBe(3);
  expect(listener.waiting).toEqual([]);
});

describe("a cursor", () => {
  it("[RM4] gets all that was missed, across an eviction", async () => {
    const before = await room("all").position();
    await publish("all", "a", "b");
    await evictDurableObject(room("all"));
    await publish("all", "c");
    const { hello } = await openRoomSocket("all", cursor(before));
    expect(hello.resumed).toBe(true);
    expect(hello.seq).toBe(3);
    expect(names(hello.events)).toEqual(["a", "b", "c"]);
    const { hello: current } = await openRoomSocket("all", cursor(hello));
    expect(current).toMatchObject({ resumed: true, events: [], seq: 3 });
  });

  it.each([
    ["from another epoch", "v=1&epoch=elsewhere&since=0"],
    ["that is negative", "v=1&epoch=EPOCH&since=-1"],
    ["that is no number", "v=1&epoch=EPOCH&since=ten"],
    ["that is huge", "v=1&epoch=EPOCH&since=99999999999999999999"],
    ["from the future", "v=1&epoch=EPOCH&since=4"],
    ["without an epoch", "v=1&since=0"],
    ["that is absent", "v=1"],
  ])("[RM4] %s is a gap", async (_, query) => {
    const { epoch } = await room("all").position();
    await publish("all", "a", "b", "c");
    const { hello } = await openRoomSocket("all", query.replace("EPOCH", epoch));
    expect(hello).toMatchObject({ resumed: false, seq: 3 });
    expect(hello.events).toBeUndefined();
  });

  it("[RM4] that is further back than a replay reaches is a gap, never a shard", async () => {
    const { epoch } = await room("all").position();
    const many = Array.from({ length: EVENT_LOG_LIMITS.replay + 1 }, (_, index) => String(index));
    await publish("all", ...many);
    expect((await openRoomSocket("all", cursor({ epoch, seq: 0 }))).hello.resumed).toBe(false);
    const { hello } = await openRoomSocket("all", cursor({ epoch, seq: 1 }));
    expect(hello.events?.length).toBe(EVENT_LOG_LIMITS.replay);
  });

  it("[RM4] in the middle of a frame gets the frame's other half", async () => {
    const { epoch } = await room("all").position();
    await publish("all", "a", "b", "c");
    await publish("all", "d");
    const { hello } = await openRoomSocket("all", cursor({ epoch, seq: 2 }));
    expect(names(hello.events)).toEqual(["c", "d"]);
  });

  it("[RM4] that is older than the log is a gap", async () => {
    const { epoch } = await room("all").position();
    await publish("all", "old");
    vi.useFakeTimers({ now: Date.now() + EVENT_LOG_LIMITS.ageMs + 1_000, toFake: ["Date"] });
    await publish("all", "new");
    vi.useRealTimers();
    expect((await openRoomSocket("all", cursor({ epoch, seq: 0 }))).hello.resumed).toBe(false);
    expect((await openRoomSocket("all", cursor({ epoch, seq: 1 }))).hello.resumed).toBe(true);
  });
});

it("[RM5] what happens between the question for the position and the upgrade is not lost", async () => {
  await storeEndpoint("e1");
  const before = await room("endpoint:e1").position();
  await runTickAt(minuteAt(0));
  const { hello } = await openRoomSocket("endpoint:e1", cursor(before));
  expect(hello).toMatchObject({ resumed: true, seq: 1 });
  expect(hello.events?.[0]?.type).toBe("endpoint:status-changed");
});

describe("a client that speaks", () => {
  it.each([
    ["a word", "hello", 4400],
    ["an object", '{"type":"subscribe"}', 4400],
    ["bytes", new Uint8Array([1, 2, 3]).buffer, 4400],
    ["1 KB", "x".repeat(1024), 4400],
    ["more than 1 KB", "x".repeat(1025), 4413],
    ["more than 1 KB in few characters", "\u{1F600}".repeat(300), 4413],
    ["a megabyte", "x".repeat(1_000_000), 4413],
  ])("[RM6] %s is closed, and alone", async (_, message, code) => {
    const listener = await openRoomSocket("all");
    const sender = await openRoomSocket("all");
    sender.socket.send(message);
    expect((await sender.closed).code).toBe(code);
    await publish("all", "a");
    expect(names((await listener.next()).events)).toEqual(["a"]);
  });

  it("[RM6] ping is answered and is no message", async () => {
    const listener = await openRoomSocket("all");
    const pong = new Promise((resolve) => {
      listener.socket.addEventListener("message", ({ data }) => resolve(data));
    });
    listener.socket.send("ping");
    expect(await pong).toBe("pong");
  });
});

it.each([1000, 3000, 4999])("[RM7] a close with %i is answered with a close", async (code) => {
  const listener = await openRoomSocket("all");
  listener.socket.close(code, "going");
  expect((await listener.closed).code).toBe(code);
});

it("[RM8] a tick calls the room all and the rooms with listeners, no others", async () => {
  await Promise.all(["heard", "unheard"].map((id) => storeEndpoint(id)));
  const listener = await openRoomSocket("endpoint:heard");
  const called = vi.spyOn(bindings.ROOM, "getByName");
  const port = tickPorts(bindings, createExecutionContext(), "cron");
  await runTick({ ...port, probe: allAnswer }, minuteAt(0));
  const rooms = called.mock.calls.map(([name]) => name);
  called.mockRestore();
  expect(rooms).toEqual(["all", "endpoint:heard"]);
  expect((await listener.next()).checks?.length).toBe(1);
});

it("[RM8] a room whose sockets vanished without a word leaves the registry", async () => {
  await storeEndpoint("e1");
  await openRoomSocket("endpoint:e1");
  expect(await runDurableObjectAlarm(room("endpoint:e1"))).toBe(true);
  await evictDurableObject(room("endpoint:e1"), { webSockets: "close" });
  expect(await runDurableObjectAlarm(room("endpoint:e1"))).toBe(true);
  expect(await publish("all")).toEqual([]);
});

it("[RM11] what comes late never makes a room look older than it is", async () => {
  const at = (index: number) => new Date(minuteAt(index)).toISOString();
  const listener = await openRoomSocket("all");
  for (const index of [1, 0]) {
    await room("all").publish({ events: [], asOf: at(index), nextExpectedAt: at(index + 1) });
    expect(await listener.next()).toMatchObject({ asOf: at(1), nextExpectedAt: at(2) });
  }
});

it("[RM9] a room left empty for long begins a new epoch and is called no more", async () => {
  await storeEndpoint("e1");
  const listener = await openRoomSocket("endpoint:e1");
  expect(await runDurableObjectAlarm(room("endpoint:e1"))).toBe(true);
  expect(await publish("all")).toEqual(["endpoint:e1"]);
  listener.socket.close(1000);
  await listener.closed;
  expect(await runDurableObjectAlarm(room("endpoint:e1"))).toBe(true);
  expect(await publish("all")).toEqual([]);
  await runTickAt(minuteAt(0));
  const again = await openRoomSocket("endpoint:e1", cursor(listener.hello));
  expect(again.hello).toMatchObject({ resumed: false, seq: 0 });
  expect(again.hello.epoch).not.toBe(listener.hello.epoch);
});

it("[RM20] a version that is not spoken is refused, and the room does not begin", async () => {
  for (const query of ["v=2", "v=0", "v=01", "v=", ""]) {
    const response = await fetchApi(`/rooms/all?${query}`, {
      headers: { ...OWNER_HEADERS, upgrade: "websocket" },
    });
    const socket = response.webSocket!;
    const closed = new Promise<CloseEvent>((resolve) => {
      socket.addEventListener("close", resolve);
    });
    socket.accept();
    expect(await closed).toMatchObject({ code: 4409, reason: "this server speaks version 1" });
  }
  const stored = await runInDurableObject(room("all"), (_, { storage }) =>
    storage.kv.get("position"),
  );
  expect(stored).toBeUndefined();
});
