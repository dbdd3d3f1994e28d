import { m } from "$lib/paraglide/messages";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { exactly, moment } from "$lib/words/time";
import { browserZone } from "$lib/zone";

overwriteGetLocale(() => document.documentElement.lang as "en");

/** Times become those of the reader's own clock. Days stay the page's: they were counted in its zone. */
export function dressTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-moment]")) {
    time.textContent = moment(time.dateTime);
  }
  const foot = document.querySelector<HTMLElement>("[data-zone]");
  const [zone, days] = [browserZone(), foot?.dataset["zone"] ?? ""];
  if (!foot || zone === days) return;
  foot.textContent = m.public_times_days_in({ zone, days });
}

/** The same, to the second and with the zone, for whoever points at one. */
export function dressTitles(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-moment]")) {
    time.title = exactly(time.dateTime);
  }
}
