/** A gap that comes back at once must not make a page and its server chase each other. */
const AT_LEAST_APART_MS = 2_000;

export type Reread = {
  /** Reads the state anew after `waitMs`, or a little later if that has just been done. */
  soon(waitMs?: number): void;
  stop(): void;
};

export function createReread(read: () => Promise<unknown>, now: () => number): Reread {
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon(waitMs = 0) {
      clearTimeout(timer);
      const wait = Math.max(waitMs, lastAt + AT_LEAST_APART_MS - now());
      timer = setTimeout(() => {
        lastAt = now();
        void read();
      }, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
