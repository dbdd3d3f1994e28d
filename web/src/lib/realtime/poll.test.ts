import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPoll } from "./poll";
import type { Connection } from "./socket";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(status: number | null) {
  const respond = () =>
    status === null ? Promise.reject(new TypeError("refused")) : Promise.resolve({ status });
  vi.stubGlobal("fetch", vi.fn(respond));
  const read = vi.fn(() => Promise.resolve());
  const onChange = vi.fn();
  return {
    read,
    poll: createPoll({ room: () => "all", read, random: () => 1, onChange }),
    onChange,
  };
}

const failing = (retries: number): Connection => ({ state: "connecting", retries });

describe("poll", () => {
  it("[LV13] reads the state over HTTP from the third failed retry on, once a minute at least", async () => {
    const { read, poll, onChange } = start(200);
    poll.follow(failing(2));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(read).not.toHaveBeenCalled();
    poll.follow(failing(3));
    poll.follow(failing(4));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(read).toHaveBeenCalledTimes(3);
    expect(poll.isReading()).toBe(true);
    expect(onChange).toHaveBeenCalledOnce();
  });

  it("[LV13] stops once connected, and begins anew when the connection fails again", async () => {
    const { read, poll } = start(200);
    poll.follow(failing(3));
    poll.follow({ state: "connected", retries: 3 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(read).not.toHaveBeenCalled();
    poll.follow(failing(3));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toHaveBeenCalledTimes(1);
    poll.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[LV14] leaves on screen what it has while nothing answers", async () => {
    for (const status of [null, 503]) {
      const { read, poll } = start(status);
      poll.follow(failing(3));
      await vi.advanceTimersByTimeAsync(300_000);
      expect(read).not.toHaveBeenCalled();
      poll.stop();
    }
  });
});
