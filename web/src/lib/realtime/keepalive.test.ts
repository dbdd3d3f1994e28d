import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createKeepalive } from "./keepalive";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start() {
  const ping = vi.fn();
  const onLost = vi.fn();
  return { ping, lost: onLost, heartbeat: createKeepalive({ ping, onLost, random: () => 0 }) };
}

describe("heartbeat", () => {
  it("[LV5] pings at once and then every 25 s as long as it is answered", () => {
    const { ping, lost, heartbeat } = start();
    heartbeat.start();
    for (let pings = 1; pings <= 4; pings++) {
      expect(ping).toHaveBeenCalledTimes(pings);
      heartbeat.received();
      vi.advanceTimersByTime(25_000);
    }
    expect(lost).not.toHaveBeenCalled();
  });

  it("[LV5] gives the connection up when nothing is heard for 10 s after a ping", () => {
    const { lost, heartbeat } = start();
    heartbeat.start();
    vi.advanceTimersByTime(9_999);
    expect(lost).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(lost).toHaveBeenCalledOnce();
  });

  it("[LV5] asking again does not put off the end of the wait", () => {
    const { lost, heartbeat } = start();
    heartbeat.start();
    vi.advanceTimersByTime(6_000);
    heartbeat.start();
    vi.advanceTimersByTime(4_000);
    expect(lost).toHaveBeenCalledOnce();
  });

  it("[LV6] leaves no timer behind", () => {
    const { heartbeat } = start();
    heartbeat.start();
    heartbeat.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
