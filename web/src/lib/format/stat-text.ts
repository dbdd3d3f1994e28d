import { m } from "$lib/paraglide/messages";
import { numberFormat } from "./intl";

export const formatInteger = (value: number): string =>
  numberFormat({ maximumFractionDigits: 0 }).format(value);

export const formatMilliseconds = (ms: number): string =>
  m.figure_milliseconds({ value: formatInteger(Math.round(ms)) });

/** Cut off, not rounded: 100 % is said only of what never failed. */
export function formatPercent(share: number): string {
  const truncated = Math.floor(share * 10_000 + 1e-9) / 100;
  const value = numberFormat({ maximumFractionDigits: 2 }).format(truncated);
  return m.figure_percent({ value });
}
