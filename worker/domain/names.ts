/** How many names a sentence holds: of more it holds the first two, and says how many follow. */
const MOST = 3;
const FIRST = 2;

/** Names as a sentence lists them: "Shop and Checkout"; "Shop, Checkout and 4 more". */
export function listed(
  names: readonly string[],
  language: string,
  more: (values: { names: string; count: number }) => string,
): string {
  if (names.length <= MOST) return new Intl.ListFormat(language).format(names);
  return more({ names: names.slice(0, FIRST).join(", "), count: names.length - FIRST });
}
