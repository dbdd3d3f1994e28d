import { get } from "svelte/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConnection, createSubscriptions } from "./subscriptions";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const connected = { state: "connected", retries: 0 } as const;
const connecting = { state: "connecting", retries: 0 } as const;

function start() {
  const subscriptions = createSubscriptions();
  const states: string[] = [];
  const stop = createConnection(subscriptions).subscribe((state) => states.push(state));
  return { subscriptions, states, stop };
}

describe("subscriptions", () => {
  it("[LV9] a room that is heard twice is one subscription, and leaving it is the end of it", () => {
    const { subscriptions } = start();
    subscriptions.set("all", connecting);
    subscriptions.set("all", connected);
    expect([...get(subscriptions)]).toEqual([["all", connected]]);
    subscriptions.leave("all");
    expect(get(subscriptions).size).toBe(0);
  });

  it("[UI1] going from one room to another shows no flicker, a longer wait is shown", () => {
    const { subscriptions, states } = start();
    subscriptions.set("all", connected);
    subscriptions.leave("all");
    subscriptions.set("endpoint:a", connecting);
    vi.advanceTimersByTime(600);
    subscriptions.set("endpoint:a", connected);
    expect(states).toEqual(["connecting", "connected"]);
    subscriptions.set("endpoint:a", connecting);
    vi.advanceTimersByTime(700);
    expect(states).toEqual(["connecting", "connected", "connecting"]);
  });

  it("[UI1] of several connections the worst is shown", () => {
    const { subscriptions, states } = start();
    subscriptions.set("all", connected);
    subscriptions.set("endpoint:a", { state: "disconnected", retries: 5 });
    expect(states.at(-1)).toBe("disconnected");
    subscriptions.set("endpoint:a", { state: "polling", retries: 5 });
    expect(states.at(-1)).toBe("polling");
  });

  it("[LV6] nothing is left waiting when nobody looks any more", () => {
    const { subscriptions, stop } = start();
    subscriptions.set("all", connecting);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
