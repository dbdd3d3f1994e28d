import type { Pagination, Paginated } from "../ports/pagination";

/** Cursors are opaque to clients: the sort key of the last item, in base64url. */
export const writeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

/** A cursor that nobody could have got from here is as good as none. */
export function readCursor<Key extends readonly (string | number)[]>(
  cursor: Pagination["cursor"],
  types: { [Index in keyof Key]: "string" | "number" },
): Key | null {
  if (cursor === null) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    const fits =
      Array.isArray(key) &&
      key.length === types.length &&
      key.every((value, index) => typeof value === types[index]);
    return fits ? (key as unknown as Key) : null;
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}

/** Rows were read one more than asked for: that one says whether there is a next page. */
export function paginate<Item>(
  rows: Item[],
  { limit }: Pagination,
  key: (item: Item) => readonly (string | number)[],
): Paginated<Item> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last ? writeCursor(key(last)) : null };
}
