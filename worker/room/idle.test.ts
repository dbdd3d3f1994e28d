import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { bindings, openRoomSocket, storeEndpoint } from "../test/fixtures/worker";
import { CLOSE_CODES } from "../protocol/close-codes";
import { shardName } from "./shard-names";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const room = (name: string) => bindings.ROOM.getByName(name);
const HOUR = 60 * 60_000;
const publish = () => room("all").publish({ events: [], asOf: null, nextExpectedAt: null });

it("[RM1] [RM18] an hour of an idle room with 100 sockets and their pings runs no code", async () => {
  let constructed = 0;
  const Pair = WebSocketRequestResponsePair;
  vi.stubGlobal(
    "WebSocketRequestResponsePair",
    class extends Pair {
      constructor(request: string, response: string) {
        super(request, response);
        constructed++;
      }
    },
  );
  const listeners = [];
  for (let index = 0; index < 100; index++) listeners.push(await openRoomSocket("all"));
  const shards = new Set(listeners.map(({ hello }) => hello.shard ?? 0));
  const names = [...shards].map((shard) => shardName({ room: "all", shard }));
  for (const name of names) {
    const alarmAt = await runInDurableObject(room(name), (_, { storage }) => storage.getAlarm());
    expect(alarmAt).toBeGreaterThan(Date.now() + HOUR);
    await evictDurableObject(room(name), { webSockets: "hibernate" });
  }
  expect(constructed).toBe(names.length);

  const EVERY_MINUTES = 5;
  for (let minute = 0; minute < 60; minute += EVERY_MINUTES) {
    const pongs = listeners.map(
      ({ socket }) =>
        new Promise((resolve) => {
          socket.addEventListener("message", ({ data }) => resolve(data), { once: true });
          socket.send("ping");
        }),
    );
    expect(new Set(await Promise.all(pongs))).toEqual(new Set(["pong"]));
  }
  expect(constructed).toBe(names.length);
  await publish();
  expect(constructed).toBe(names.length * 2);
});

it("[RM18] who is silent for 90 s is let go by the next frame, and who pings stays", async () => {
  const now = Date.now();
  vi.useFakeTimers({ now: now - 60_000, toFake: ["Date"] });
  const [silent, alive] = [await openRoomSocket("all"), await openRoomSocket("all")];
  const pong = new Promise((resolve) => {
    alive.socket.addEventListener("message", resolve, { once: true });
  });
  // The platform notes the time of the pong, by its own clock.
  alive.socket.send("ping");
  await pong;
  vi.setSystemTime(now + 29_000);
  await publish();
  expect(await silent.next()).toMatchObject({ type: "events" });
  vi.setSystemTime(now + 60_000);
  await publish();
  expect((await silent.closed).code).toBe(CLOSE_CODES.idleTimeout);
  await alive.next();
  expect(await alive.next()).toMatchObject({ type: "events" });
});

it("[RM18] where nothing is told a rare alarm lets them go", async () => {
  const { closed } = await openRoomSocket("all");
  vi.useFakeTimers({ now: Date.now() + 3 * HOUR, toFake: ["Date"] });
  expect(await runDurableObjectAlarm(room("all"))).toBe(true);
  expect((await closed).code).toBe(CLOSE_CODES.idleTimeout);
});

it("[RM8] a registration that was lost is made again, and one too many is ended", async () => {
  await storeEndpoint("e1");
  const { socket } = await openRoomSocket("endpoint:e1");
  await room("all").unregister("endpoint:e1");
  expect(await runDurableObjectAlarm(room("endpoint:e1"))).toBe(true);
  await room("all").register("endpoint:gone");
  expect(await publish()).toEqual(["endpoint:e1", "endpoint:gone"]);
  await room("endpoint:gone").publish({ events: [], asOf: null, nextExpectedAt: null });
  expect(await publish()).toEqual(["endpoint:e1"]);
  socket.close(1000);
});

it("[RM8] a room whose sockets vanished is closed soon after the next frame finds nobody", async () => {
  await storeEndpoint("e1");
  await openRoomSocket("endpoint:e1");
  await evictDurableObject(room("endpoint:e1"), { webSockets: "close" });
  await room("endpoint:e1").publish({ events: [], asOf: null, nextExpectedAt: null });
  const alarmAt = await runInDurableObject(room("endpoint:e1"), (_, { storage }) =>
    storage.getAlarm(),
  );
  expect(alarmAt).toBeLessThan(Date.now() + 3 * 60_000);
});
