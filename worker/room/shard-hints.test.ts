import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { bindings, openRoomSocket } from "../test/fixtures/worker";

/** Sizes are in vitest.config.ts: 15 sockets a shard, 7 parts. */
const SOCKETS = 15;
const UPGRADE = { headers: { upgrade: "websocket" } };

const stored = async () =>
  (await listDurableObjectIds(bindings.ROOM as DurableObjectNamespace)).map(String).sort();

it("[RM22] numbers that were made up make no object with storage, however many are tried", async () => {
  await openRoomSocket("all");
  const before = await stored();
  for (let number = 1; number <= 200; number++) {
    const { hello, socket, closed } = await openRoomSocket("all", `v=1&shard=${number * 499}`);
    expect(hello.shard ?? 0).toBe(0);
    socket.close(1000);
    await closed;
  }
  expect(await stored()).toEqual(before);
});

it("[RM22] a part that the room does not have keeps nothing, whoever asks it", async () => {
  await openRoomSocket("all");
  for (const shard of [1, 2, 6, 7, 500, 99_999]) {
    const part = bindings.ROOM.getByName(`all~${shard}`);
    for (let again = 0; again < 2; again++) {
      const refused = await part.fetch("http://room/", UPGRADE);
      expect([refused.status, refused.headers.get("x-pharos-shard")]).toEqual([503, "0"]);
    }
    const kept = await runInDurableObject(part, async (_, { storage }) => [
      storage.sql.exec("select name from sqlite_master").toArray(),
      await storage.getAlarm(),
    ]);
    expect(kept).toEqual([[], null]);
  }
});

it("[RM22] of a room that has several, a number that it has named is taken and no other", async () => {
  for (let count = 0; count <= SOCKETS; count++) await openRoomSocket("all");
  const before = await stored();
  const shards = [];
  for (const hint of [1, 2, 6, 4_000, 99_999]) {
    const { hello, socket, closed } = await openRoomSocket("all", `v=1&shard=${hint}`);
    shards.push(hello.shard);
    socket.close(1000);
    await closed;
  }
  expect(shards).toEqual([1, 1, 1, 1, 1]);
  expect(await stored()).toEqual(before);
});
