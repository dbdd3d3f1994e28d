/** How many names a sentence holds: of more it holds the first two, and says how many follow. */
const MAX_NAMES = 3;
const SHOWN_NAMES = 2;

/** Names as a sentence lists them: "Shop and Checkout"; "Shop, Checkout and 4 more". */
export function formatList(
  names: readonly string[],
  language: string,
  more: (values: { names: string; count: number }) => string,
): string {
  if (names.length <= MAX_NAMES) return new Intl.ListFormat(language).format(names);
  return more({ names: names.slice(0, SHOWN_NAMES).join(", "), count: names.length - SHOWN_NAMES });
}
