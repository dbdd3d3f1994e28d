import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createThrottledRefetch } from "./throttled-refetch";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("[LV8] a gap reads the state at once, and gap upon gap only every two seconds", () => {
  const read = vi.fn(() => Promise.resolve());
  const refetch = createThrottledRefetch(read, () => Date.now());
  refetch.request();
  vi.advanceTimersByTime(0);
  expect(read).toHaveBeenCalledTimes(1);
  for (let count = 0; count < 5; count++) {
    refetch.request();
    vi.advanceTimersByTime(100);
  }
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2_000);
  expect(read).toHaveBeenCalledTimes(2);
  refetch.request();
  refetch.stop();
  expect(vi.getTimerCount()).toBe(0);
});
