/** How many status pages are in memory at a time while all of them are worked on. */
export const PAGES_AT_ONCE = 4;

/** Works on so many items at a time, in their order. */
export async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (batch: Item[]) => Promise<unknown>,
): Promise<void> {
  for (let index = 0; index < items.length; index += size) {
    await work(items.slice(index, index + size));
  }
}
