import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";

const NAMED = 3;

/** Who else has an incident open; at least one. */
export function lookingWords(names: readonly string[]): string {
  const all = { count: names.length, names: names.slice(0, NAMED).join(", ") };
  if (names.length > NAMED) return m.incident_looking_more({ ...all, count: all.count - NAMED });
  const list = new Intl.ListFormat(getLocale()).format(names);
  return m.incident_looking({ ...all, names: list });
}
