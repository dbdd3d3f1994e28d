/** The platform lets six requests wait for headers; a seventh is queued and its latency lies. */
export const SLOTS = 6;

/** Runs the work of each item, six at a time, in the order of the items. */
export function inSlots<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
): Promise<unknown> {
  const waiting = items.entries();
  const slot = async () => {
    for (const [index, item] of waiting) await work(item, index);
  };
  return Promise.all(Array.from({ length: SLOTS }, slot));
}
