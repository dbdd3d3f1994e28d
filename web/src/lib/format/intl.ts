import { getLocale } from "$lib/paraglide/runtime";

/** More than a page needs. On a server they are of all readers' zones. */
const MAX_CACHED = 100;
const cachedFormatters = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

/** Making one takes milliseconds, and a page says hundreds of dates and figures. */
function cachedFormatter<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
  key: string,
  make: () => Format,
): Format {
  const known = cachedFormatters.get(key);
  if (known) return known as Format;
  if (cachedFormatters.size >= MAX_CACHED)
    cachedFormatters.delete(cachedFormatters.keys().next().value!);
  const format = make();
  cachedFormatters.set(key, format);
  return format;
}

/** How dates and times are said; in the reader's language where nothing else is said. */
export const dateFormat = (
  options: Intl.DateTimeFormatOptions,
  locale: string = getLocale(),
): Intl.DateTimeFormat =>
  cachedFormatter(
    `date ${locale} ${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(locale, options),
  );

/** How figures are said. */
export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const locale = getLocale();
  return cachedFormatter(
    `number ${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(locale, options),
  );
};
