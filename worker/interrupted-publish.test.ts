import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { Clock } from "./clock/clock";
import { runTick } from "./pipeline";
import {
  countRowsIn,
  tickPortsWith,
  probeEach,
  FAILED_OBSERVATION,
} from "./test/fixtures/pipeline";
import { publishPage, WEBSITE } from "./test/fixtures/pages";
import {
  bindings,
  openRoomSocket,
  sendJson,
  TEST_START,
  storeEndpoint,
  type RoomSocket,
} from "./test/fixtures/worker";
import { beginPublish } from "./adapters/rooms";

afterEach(() => {
  vi.useRealTimers();
});

const clock = () => bindings.CLOCK.getByName("clock");
const dies = () => Promise.reject(new Error("the process ends here"));
const allFail = probeEach(() => FAILED_OBSERVATION);
const promises = () =>
  runInDurableObject(clock(), (_, { storage }) => Object.keys(storage.kv.get("resets") ?? {}));

/** Half a minute and a little later. */
async function alarmRings() {
  vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
  await runDurableObjectAlarm(clock());
}

async function nextHello({ next }: RoomSocket) {
  for (;;) {
    const frame: { type: string } = await next();
    if (frame.type === "hello") return frame;
  }
}

it("[RM19] where the process dies between storing and telling, all who listen begin anew", async () => {
  await storeEndpoint("web", { failureThreshold: 1 });
  await publishPage({ groups: WEBSITE });
  const listeners = [
    await openRoomSocket("all"),
    await openRoomSocket("endpoint:web"),
    await openRoomSocket("page:acme"),
  ];
  const dying = tickPortsWith({
    probe: allFail,
    beginPublish: () => beginPublish(bindings),
    publish: dies,
  });
  await expect(runTick(dying, TEST_START)).rejects.toThrow("the process ends here");
  expect(await countRowsIn("incidents")).toBe(1);
  await evictDurableObject(clock());
  await alarmRings();
  for (const listener of listeners) {
    expect(await nextHello(listener)).toMatchObject({ resumed: false });
  }
  await vi.waitFor(async () => expect(await promises()).toEqual([]));
});

it("[RM19] the promise is made before anything is stored, and once it is kept nothing follows", async () => {
  await storeEndpoint("web", { failureThreshold: 1 });
  const store = vi.fn(async (...[claim, outcomes, before]: Parameters<typeof stored>) => {
    expect(await promises()).toHaveLength(1);
    return stored(claim, outcomes, before);
  });
  await runTick(
    tickPortsWith({ probe: allFail, beginPublish: () => beginPublish(bindings), store }),
    TEST_START,
  );
  expect(store).toHaveBeenCalledOnce();
  expect(await promises()).toEqual([]);
});

it("[RM19] a steady tick promises nothing", async () => {
  await storeEndpoint("web");
  const asked = vi.fn(() => beginPublish(bindings));
  await runTick(tickPortsWith({ beginPublish: asked }), TEST_START);
  await runTick(tickPortsWith({ beginPublish: asked }), TEST_START + 60_000);
  expect(asked).toHaveBeenCalledOnce();
});

it("[RM19] what a person does is promised as well", async () => {
  const promised = vi.spyOn(Clock.prototype, "beginPublish");
  const all = await openRoomSocket("all");
  await sendJson("POST", "/endpoints", { name: "Shop", url: "https://shop.example", paused: true });
  expect((await all.next()).events).toMatchObject([{ type: "endpoint:created" }, {}]);
  expect(promised).toHaveBeenCalledOnce();
  await vi.waitFor(async () => expect(await promises()).toEqual([]));
});

const stored = tickPortsWith().store;
