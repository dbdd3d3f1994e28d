import { m } from "$lib/paraglide/messages";
import { MS_PER_DAY } from "$lib/format/stats";
import { dateFormat } from "./intl";

/** "3 Mar 2027, in 99 days", or since when it has expired. */
export function expiryText(expiresAt: string, now: number): string {
  const at = Date.parse(expiresAt);
  const day = dateFormat({ dateStyle: "medium" }).format(at);
  const count = Math.floor(Math.abs(at - now) / MS_PER_DAY);
  if (at <= now) return m.expiry_past({ day, count });
  return m.expiry_in({ day, count });
}
