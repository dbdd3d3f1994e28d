/** A gap that comes back at once must not make a page and its server chase each other. */
const MIN_INTERVAL_MS = 2_000;

export type ThrottledRefetch = {
  /** Reads the state anew after `waitMs`, or a little later if that has just been done. */
  request(waitMs?: number): void;
  stop(): void;
};

export function createThrottledRefetch(
  read: () => Promise<unknown>,
  now: () => number,
): ThrottledRefetch {
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    request(waitMs = 0) {
      clearTimeout(timer);
      const wait = Math.max(waitMs, lastAt + MIN_INTERVAL_MS - now());
      timer = setTimeout(() => {
        lastAt = now();
        void read();
      }, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
