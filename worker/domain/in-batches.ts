/** So many pages are worked on at a time: what one of them needs is let go before the next ones are read. */
export const PAGES_AT_ONCE = 4;

/** Does the work of all items, so many at a time, in their order. */
export async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (batch: Item[]) => Promise<unknown>,
): Promise<void> {
  for (let index = 0; index < items.length; index += size) {
    await work(items.slice(index, index + size));
  }
}
