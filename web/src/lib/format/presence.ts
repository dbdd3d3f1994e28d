import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";

const MAX_NAMED = 3;

/** Who else has an incident open; at least one. */
export function presenceText(names: readonly string[]): string {
  const all = { count: names.length, names: names.slice(0, MAX_NAMED).join(", ") };
  if (names.length > MAX_NAMED)
    return m.incident_presence_more({ ...all, count: all.count - MAX_NAMED });
  const list = new Intl.ListFormat(getLocale()).format(names);
  return m.incident_presence({ ...all, names: list });
}
