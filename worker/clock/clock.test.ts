import { createExecutionContext, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, it, vi } from "vitest";
import worker from "../index";
import { bindings, db, watch } from "../local/workerd-fixtures";
import { lastTick } from "../store/ticks";

const clock = () => bindings.CLOCK.getByName("clock");
const alarmAt = () => runInDurableObject(clock(), (_, state) => state.storage.getAlarm());
const at = (now: number) => vi.useFakeTimers({ now, toFake: ["Date"] });
const NOW = Date.UTC(2030, 0, 5, 8, 0, 0);

it("[CL1] where cron is silent the alarm runs each tick and arms the next", async () => {
  await watch("shop", { intervalSeconds: 10 });
  at(NOW + 3_000);
  await clock().wake();
  expect(await alarmAt()).toBe(NOW + 10_000);
  for (const second of [10, 20, 30]) {
    at(NOW + second * 1_000 + 2);
    expect(await runDurableObjectAlarm(clock())).toBe(true);
    await vi.waitFor(async () => expect((await lastTick(db))?.at).toBe(NOW + second * 1_000));
    expect(await alarmAt()).toBe(NOW + (second + 10) * 1_000);
  }
  expect(await lastTick(db)).toMatchObject({ source: "clock" });
  vi.useRealTimers();
});

it("[CL2] cron runs its own tick, and the clock covers for the next one", async () => {
  at(NOW + 500);
  const scheduled = { scheduledTime: NOW, cron: "* * * * *", noRetry: () => undefined };
  await worker.scheduled(scheduled, bindings, createExecutionContext());
  expect(await lastTick(db)).toEqual({ at: NOW, source: "cron", lagMs: 500 });
  expect(await alarmAt()).toBe(NOW + 65_000);
  at(NOW + 65_010);
  await runDurableObjectAlarm(clock());
  await vi.waitFor(async () => expect((await lastTick(db))?.at).toBe(NOW + 60_000));
  expect(await lastTick(db)).toMatchObject({ source: "clock" });
  vi.useRealTimers();
});
