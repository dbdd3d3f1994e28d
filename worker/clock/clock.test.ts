import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { Clock } from "./clock";
import { lastDueAt, scheduleOf } from "../domain/schedule";
import worker from "../index";
import { setBehaviour, bindings, db, openRoomSocket, storeEndpoint } from "../test/fixtures/worker";
import { loadLastTick } from "../store/ticks";

const clock = () => bindings.CLOCK.getByName("clock");
const alarmAt = () => runInDurableObject(clock(), (_, state) => state.storage.getAlarm());
const at = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });
afterEach(() => {
  vi.useRealTimers();
});

const NOW = Date.UTC(2030, 0, 5, 8, 0, 0);

it("[CL1] where cron is silent the alarm runs each tick and arms the next", async () => {
  await storeEndpoint("shop", { intervalSeconds: 10 });
  at(NOW + 3_000);
  await clock().wake();
  expect(await alarmAt()).toBe(NOW + 10_000);
  for (const second of [10, 20, 30]) {
    at(NOW + second * 1_000 + 2);
    expect(await runDurableObjectAlarm(clock())).toBe(true);
    await vi.waitFor(async () => expect((await loadLastTick(db))?.at).toBe(NOW + second * 1_000));
    expect(await alarmAt()).toBe(NOW + (second + 10) * 1_000);
  }
  expect(await loadLastTick(db)).toMatchObject({ source: "clock" });
});

it("[CL2] cron runs its own tick, and the clock covers for the next one", async () => {
  at(NOW + 500);
  const scheduled = { scheduledTime: NOW, cron: "* * * * *", noRetry: () => undefined };
  await worker.scheduled(scheduled, bindings, createExecutionContext());
  expect(await loadLastTick(db)).toEqual({ at: NOW, source: "cron", lagMs: 500 });
  expect(await alarmAt()).toBe(NOW + 65_000);
  at(NOW + 65_010);
  await runDurableObjectAlarm(clock());
  await vi.waitFor(async () => expect((await loadLastTick(db))?.at).toBe(NOW + 60_000));
  expect(await loadLastTick(db)).toMatchObject({ source: "clock" });
});

const cronAt = async (at: number) => {
  const scheduled = { scheduledTime: at, cron: "* * * * *", noRetry: () => undefined };
  await worker.scheduled(scheduled, bindings, createExecutionContext());
};
const runAlarmAt = async (now: number) => {
  at(now);
  await runDurableObjectAlarm(clock());
};

it("[CL5] two minutes without cron are announced once, and its return", async () => {
  at(NOW + 100);
  await cronAt(NOW);
  const { epoch, seq } = await bindings.ROOM.getByName("all").position();
  const ticksUntil = async (tickAt: number) => {
    await vi.waitFor(async () => expect((await loadLastTick(db))?.at).toBe(tickAt));
  };
  for (const index of [1, 2, 3, 4]) {
    const grace = index < 4 ? 5_000 : 0;
    await runAlarmAt(NOW + index * 60_000 + grace + 10);
    await ticksUntil(NOW + index * 60_000);
  }
  at(NOW + 300_100);
  await cronAt(NOW + 300_000);
  const clockEvents = await vi.waitFor(async () => {
    const { hello, socket } = await openRoomSocket("all", `v=1&epoch=${epoch}&since=${seq}`);
    socket.close(1000);
    const events = (hello.events ?? []).filter(({ type }) => type.startsWith("clock:"));
    expect(events.at(-1)?.type).toBe("clock:recovered");
    return events;
  });
  const since = new Date(NOW).toISOString();
  expect(clockEvents.map(({ type, data }) => ({ type, data }))).toEqual([
    { type: "clock:stalled", data: { source: "cron", since } },
    { type: "clock:recovered", data: { source: "cron", since, duration: 300_000 } },
  ]);
});

it("[TK11] [CL6] what fails is looked at again after its own delay, though the clock was restarted", async () => {
  const id = await storeEndpoint("shop", {
    failureThreshold: 3,
    retryDelaySeconds: 1,
    intervalSeconds: 3_600,
  });
  await setBehaviour(id, { status: 500 });
  const dueAt = lastDueAt(scheduleOf({ id, kind: "http", intervalSeconds: 3_600 }), NOW);
  at(NOW + 500);
  const all = await openRoomSocket("all");
  await exports.TickRunner.tick(dueAt, "cron");
  await evictDurableObject(clock());
  let checkedAt = NOW + 500;
  for (const _ of ["once", "and again"]) {
    const dueAgain = await vi.waitFor(async () => {
      const armed = (await alarmAt())!;
      expect(armed).toBeLessThan(NOW + 60_000);
      return armed;
    });
    expect(dueAgain).toBeGreaterThanOrEqual(checkedAt + 1_000);
    checkedAt = dueAgain;
    await runAlarmAt(checkedAt);
  }
  const events: string[] = [];
  while (!events.includes("incident:started")) {
    events.push(...(await all.next()).events.map(({ type }) => type));
  }
  const found = await bindings.DB.prepare("select failure_count from incidents").first();
  expect(found).toEqual({ failure_count: 3 });
  const sources = await bindings.DB.prepare("select source from ticks order by at").all();
  expect(sources.results).toEqual([{ source: "cron" }, { source: "retry" }, { source: "retry" }]);
});

it("[CL3] a tick that is long over when its alarm comes is not run late, and the next one is armed", async () => {
  const ticks: number[] = [];
  const alarms: number[] = [];
  await runInDurableObject(clock(), async (_, state) => {
    let now = NOW + 3_000;
    const alone = new Clock(state, bindings, {
      now: () => now,
      wakeAt: (at) => Promise.resolve(void alarms.push(at)),
      ticker: {
        tick: (at) => Promise.resolve(void ticks.push(at)),
        retry: () => Promise.resolve(),
        subMinuteIntervals: () => Promise.resolve([10]),
        announce: () => Promise.resolve(),
        resetRooms: () => Promise.resolve(),
      },
    });
    await alone.wake();
    now = NOW + 10_000;
    await alone.alarm();
    now = NOW + 33_000;
    await alone.alarm();
  });
  expect(ticks).toEqual([NOW + 10_000]);
  expect([alarms[0], alarms.at(-1)]).toEqual([NOW + 10_000, NOW + 40_000]);
});
