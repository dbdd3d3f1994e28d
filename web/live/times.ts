import { m } from "$lib/paraglide/messages";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { durationSince, exactly, moment } from "$lib/words/time";
import { browserZone } from "$lib/zone";

overwriteGetLocale(() => document.documentElement.lang as "en");

const shown = () => document.querySelectorAll<HTMLTimeElement>("time[data-offset]");

/**
 * Is the reader's clock another one than that which the page shows? Without Intl: to say its first
 * date a browser reads tables for longer than all else here takes, and nobody waits for that in vain.
 */
const isElsewhere = () =>
  [...document.querySelectorAll<HTMLElement>("[data-offset]")].some((one) => {
    const at = one instanceof HTMLTimeElement ? new Date(one.dateTime) : new Date();
    return -at.getTimezoneOffset() !== Number(one.dataset["offset"]);
  });

/**
 * Times become those of the reader's own clock, where that shows others than the page's. Days stay
 * the page's: they were counted in its zone.
 */
export function dressTimes(): void {
  if (!isElsewhere()) return;
  for (const time of shown()) time.textContent = moment(time.dateTime);
  const foot = document.querySelector<HTMLElement>("[data-zone]");
  const [zone, days] = [browserZone(), foot?.dataset["zone"] ?? ""];
  if (!foot || zone === days) return;
  foot.textContent = m.public_times_days_in({ zone, days });
}

/** The same, to the second and with the zone, for whoever points at one. */
export function dressTitles(): void {
  if (!isElsewhere()) return;
  for (const time of shown()) time.title = exactly(time.dateTime);
}

/** How long what is open has lasted by now. */
export function tellSince(main: HTMLElement, now: number): void {
  for (const one of main.querySelectorAll<HTMLElement>("[data-since]")) {
    put(one, m.incident_since({ duration: durationSince(one.dataset["since"]!, now) }));
  }
}

export function put(element: HTMLElement | null, text: string): void {
  if (element && element.textContent.trim() !== text) element.textContent = text;
}
