import { m } from "$lib/paraglide/messages";
import { overwriteGetLocale } from "$lib/paraglide/runtime";
import { durationSinceText, exactTimeText, dateTimeText } from "$lib/format/time";
import { browserTimeZone } from "$lib/time-zone";

overwriteGetLocale(() => document.documentElement.lang as "en");

const shown = () => document.querySelectorAll<HTMLTimeElement>("time[data-offset]");

/**
 * Is the reader's clock another one than that which the page shows? Without Intl: to say its first
 * date a browser reads tables for longer than all else here takes, and nobody waits for that in vain.
 */
const differsFromPageZone = () =>
  [...document.querySelectorAll<HTMLElement>("[data-offset]")].some((element) => {
    const at = element instanceof HTMLTimeElement ? new Date(element.dateTime) : new Date();
    return -at.getTimezoneOffset() !== Number(element.dataset["offset"]);
  });

/**
 * Times become those of the reader's own clock, where that shows others than the page's. Days stay
 * the page's: they were counted in its zone.
 */
export function localizeTimes(): void {
  if (!differsFromPageZone()) return;
  for (const time of shown()) time.textContent = dateTimeText(time.dateTime);
  const footer = document.querySelector<HTMLElement>("[data-zone]");
  const [zone, days] = [browserTimeZone(), footer?.dataset["zone"] ?? ""];
  if (!footer || zone === days) return;
  footer.textContent = m.public_times_days_in({ zone, days });
}

/** The same, to the second and with the zone, for whoever points at one. */
export function localizeTitles(): void {
  if (!differsFromPageZone()) return;
  for (const time of shown()) time.title = exactTimeText(time.dateTime);
}

/** How long what is open has lasted by now. */
export function updateDurations(main: HTMLElement, now: number): void {
  for (const element of main.querySelectorAll<HTMLElement>("[data-since]")) {
    setText(
      element,
      m.incident_since({ duration: durationSinceText(element.dataset["since"]!, now) }),
    );
  }
}

export function setText(element: HTMLElement | null, text: string): void {
  if (element && element.textContent.trim() !== text) element.textContent = text;
}
