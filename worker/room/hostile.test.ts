import fc from "fast-check";
import { runInDurableObject } from "cloudflare:test";
import { expect, inject, it } from "vitest";
import {
  bindings,
  openRoomSocket,
  OWNER_HEADERS,
  fetchApi,
  storeEndpoint,
} from "../test/fixtures/worker";
import { CLOSE_CODES } from "../protocol/close-codes";
import { readResumePosition } from "./socket";

/** A room that nothing else tells anything. */
const ROOM = "endpoint:calm";
const room = () => bindings.ROOM.getByName(ROOM);
const publish = () => room().publish({ events: [], asOf: null, nextExpectedAt: null });

const FRAMES = { fast: 1_000, deep: 10_000 }[inject("depth")];
const EACH = 100;
const message = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom("pong", "PING", "ping ", " ping", "ping\0", "", '{"type":"ping"}', "__proto__"),
  fc.uint8Array({ maxLength: 64 }),
  fc.nat(3_000).map((length) => "x".repeat(length)),
  fc.nat(600).map((length) => "\u{1F600}".repeat(length)),
);

it("[RM6] random frames, however many, end their own sockets with the right code, and disturb nobody", async () => {
  await storeEndpoint("calm");
  const listener = await openRoomSocket(ROOM);
  const messages = fc.sample(message, { numRuns: FRAMES, seed: 5 });
  for (let first = 0; first < FRAMES; first += EACH) {
    const sender = await openRoomSocket(ROOM);
    for (const one of messages.slice(first, first + EACH)) {
      sender.socket.send(typeof one === "string" ? one : new Uint8Array(one).buffer);
    }
    expect([CLOSE_CODES.unexpectedMessage, CLOSE_CODES.tooLarge]).toContain(
      (await sender.closed).code,
    );
    sender.socket.close();
  }
  await publish();
  expect(await listener.next()).toMatchObject({ type: "events", seq: 0, events: [] });
  const rows = await runInDurableObject(room(), (_, { storage }) =>
    storage.sql.exec("select count(*) as n from frames").one(),
  );
  expect(rows["n"]).toBe(0);
});

it("[RM4] whatever a cursor says, it is a position or none", () => {
  const text = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom("-1", "1e9", "0x10", "9007199254740993", "9".repeat(400), "__proto__", "١"),
  );
  fc.assert(
    fc.property(text, text, (epoch, since) => {
      const url = new URL("http://pharos.test/");
      url.search = new URLSearchParams({ epoch, since }).toString();
      const cursor = readResumePosition(url);
      if (cursor === null) return;
      expect(Number.isSafeInteger(cursor.seq) && cursor.seq >= 0).toBe(true);
      expect(cursor.epoch).toMatch(/^[\w-]{1,64}$/);
    }),
    { numRuns: 10_000 },
  );
});

it.each(["-1", "x", "1e3", "99999999999", "__proto__", "", "%00"])(
  "[RM15] a shard that is %j is none, and the room takes the listener",
  async (shard) => {
    const headers = { ...OWNER_HEADERS, upgrade: "websocket" };
    const { status, webSocket } = await fetchApi(`/rooms/all?v=1&shard=${shard}`, { headers });
    expect(status).toBe(101);
    webSocket?.accept();
  },
);
