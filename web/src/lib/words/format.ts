import { getLocale } from "$lib/paraglide/runtime";

/** More than a page needs. On a server they are of all readers' zones. */
const MOST_KEPT = 100;
const kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

/** Making one takes milliseconds, and a page says hundreds of dates and figures. */
function keep<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
  key: string,
  make: () => Format,
): Format {
  const known = kept.get(key);
  if (known) return known as Format;
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  const format = make();
  kept.set(key, format);
  return format;
}

/** How dates and times are said; in the reader's language where nothing else is said. */
export const dateFormat = (
  options: Intl.DateTimeFormatOptions,
  locale: string = getLocale(),
): Intl.DateTimeFormat =>
  keep(`date ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options));

/** How figures are said. */
export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const locale = getLocale();
  return keep(
    `number ${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(locale, options),
  );
};
