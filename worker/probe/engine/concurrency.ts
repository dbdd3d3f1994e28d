/** The platform lets six requests wait for headers; a seventh is queued and its latency lies. */
export const CONCURRENCY = 6;

/** Runs the work of each item, six at a time, in the order of the items. */
export function withConcurrency<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<unknown> {
  const waiting = items.entries();
  const slot = async () => {
    for (const [index, item] of waiting) await work(item, index);
  };
  return Promise.all(Array.from({ length: CONCURRENCY }, slot));
}

/** The same for work that comes one by one: what finds no free slot waits for one, in turn. */
export function createLimiter(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = CONCURRENCY;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
