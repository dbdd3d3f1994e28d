import { readable, type Readable } from "svelte/store";

/** A smaller difference is the time that the page took to arrive. */
const TOLERANCE_MS = 2_000;

/** The server's time, every second, as the only clock of a page: a reader's own may be wrong. */
export const createClock = (serverNow: number, arrivedAt: number): Readable<number> => {
  const difference = serverNow - arrivedAt;
  const skew = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
  return readable(Date.now() + skew, (set) => {
    const tick = () => set(Date.now() + skew);
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
};

/** Whether the page came out of the browser's cache, as where somebody goes back: then it is old. */
export function isPageFromCache(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "back_forward" || navigation?.transferSize === 0;
}

/** When the answer to the current navigation began to arrive, by the reader's clock. */
export function pageArrivedAt(): number {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return performance.timeOrigin + (navigation?.responseStart ?? performance.now());
}
