/** As many digits of a share as the API tells apart. */
const DIGITS = 7;

/** "99.9" of 0.999; nothing of null. */
export const percentInputText = (share: number | null): string =>
  share === null ? "" : String(Number((share * 100).toFixed(DIGITS - 2)));

/** 0.999 of "99.9", "99,9" or "99.9 %"; null of what is no percentage. */
export function parsePercent(text: string): number | null {
  const digits = text.trim().replace(/\s*%$/, "").replace(",", ".");
  return /^\d{1,3}(\.\d+)?$/.test(digits) ? Number((Number(digits) / 100).toFixed(DIGITS)) : null;
}
