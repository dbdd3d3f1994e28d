/** The platform lets six requests wait for headers; a seventh is queued and its latency lies. */
export const SLOTS = 6;

/** Runs the work of each item, six at a time, and answers in the order of the items. */
export async function inSlots<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const waiting = items.entries();
  const slot = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: SLOTS }, slot));
  return results;
}
