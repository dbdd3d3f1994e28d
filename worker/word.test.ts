import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { Clock } from "./clock/clock";
import { runTick } from "./pipeline";
import { count, ports, seeEach, FAILED } from "./local/pipeline-fixtures";
import { publish as publishPage, WEBSITE } from "./local/page-fixtures";
import { bindings, listen, send, START, watch, type Listener } from "./local/workerd-fixtures";
import { willTell } from "./wiring/rooms";

afterEach(() => {
  vi.useRealTimers();
});

const clock = () => bindings.CLOCK.getByName("clock");
const dies = () => Promise.reject(new Error("the process ends here"));
const allFail = seeEach(() => FAILED);
const promises = () =>
  runInDurableObject(clock(), (_, { storage }) => Object.keys(storage.kv.get("missed") ?? {}));

/** Half a minute and a little later. */
async function alarmRings() {
  vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ["Date"] });
  await runDurableObjectAlarm(clock());
}

async function nextHello({ next }: Listener) {
  for (;;) {
    const frame: { type: string } = await next();
    if (frame.type === "hello") return frame;
  }
}

it("[RM19] where the process dies between storing and telling, all who listen begin anew", async () => {
  await watch("web", { failureThreshold: 1 });
  await publishPage({ groups: WEBSITE });
  const listeners = [await listen("all"), await listen("endpoint:web"), await listen("page:acme")];
  const dying = ports({ probe: allFail, willTell: () => willTell(bindings), publish: dies });
  await expect(runTick(dying, START)).rejects.toThrow("the process ends here");
  expect(await count("incidents")).toBe(1);
  await evictDurableObject(clock());
  await alarmRings();
  for (const listener of listeners) {
    expect(await nextHello(listener)).toMatchObject({ resumed: false });
  }
  await vi.waitFor(async () => expect(await promises()).toEqual([]));
});

it("[RM19] the promise is made before anything is stored, and once it is kept nothing follows", async () => {
  await watch("web", { failureThreshold: 1 });
  const store = vi.fn(async (...[claim, outcomes, before]: Parameters<typeof stored>) => {
    expect(await promises()).toHaveLength(1);
    return stored(claim, outcomes, before);
  });
  await runTick(ports({ probe: allFail, willTell: () => willTell(bindings), store }), START);
  expect(store).toHaveBeenCalledOnce();
  expect(await promises()).toEqual([]);
});

it("[RM19] a steady tick promises nothing", async () => {
  await watch("web");
  const asked = vi.fn(() => willTell(bindings));
  await runTick(ports({ willTell: asked }), START);
  await runTick(ports({ willTell: asked }), START + 60_000);
  expect(asked).toHaveBeenCalledOnce();
});

it("[RM19] what a person does is promised as well", async () => {
  const promised = vi.spyOn(Clock.prototype, "willTell");
  const all = await listen("all");
  await send("POST", "/endpoints", { name: "Shop", url: "https://shop.example", paused: true });
  expect((await all.next()).events).toMatchObject([{ type: "endpoint:created" }, {}]);
  expect(promised).toHaveBeenCalledOnce();
  await vi.waitFor(async () => expect(await promises()).toEqual([]));
});

const stored = ports().store;
