import { m } from "$lib/paraglide/messages";
import { numberFormat } from "./format";

export const whole = (value: number): string =>
  numberFormat({ maximumFractionDigits: 0 }).format(value);

export const milliseconds = (ms: number): string =>
  m.figure_milliseconds({ value: whole(Math.round(ms)) });

/** Cut off, not rounded: 100 % is said only of what never failed. */
export function percent(share: number): string {
  const cut = Math.floor(share * 10_000 + 1e-9) / 100;
  const value = numberFormat({ maximumFractionDigits: 2 }).format(cut);
  return m.figure_percent({ value });
}
