import type { Instant } from "./instant";
import { DAY_MS, HOUR_MS } from "./schedule";
import type { Period } from "./status/uptime";

/** A date of the calendar in one time zone, such as `2026-11-23`. */
export type Day = string;

/** The day in which an instant lies. `timeZone` is of the IANA database. */
export const dayOf = (at: Instant, timeZone: string): Day => dayFormat(timeZone).format(at);

/** From midnight to midnight: 23 or 25 hours where the clocks change. */
export const dayPeriod = (day: Day, timeZone: string): Period => ({
  from: startOfDay(day, timeZone),
  to: startOfDay(dayAfter(day), timeZone),
});

export const dayAfter = (day: Day, days = 1): Day =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** All days from one to another, both included, in order. */
export function daysBetween(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

/** Of a month such as `2026-11`. */
export const daysOfMonth = (month: string): Day[] => {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return daysBetween(`${month}-01`, `${month}-${last}`);
};

/** The month that many after another one. */
export const monthAfter = (month: string, months = 1): string => {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
};

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The days of two years are asked for again and again, and each asks for the start of the next one. */
const MAX_CACHED_STARTS = 800;
const cachedStarts = new Map<string, Instant>();

function startOfDay(day: Day, timeZone: string): Instant {
  const key = `${day} ${timeZone}`;
  const known = cachedStarts.get(key);
  if (known !== undefined) return known;
  if (cachedStarts.size >= MAX_CACHED_STARTS) cachedStarts.clear();
  const start = findStartOfDay(day, timeZone);
  cachedStarts.set(key, start);
  return start;
}

/** No zone is further than 14 hours from UTC; the first instant of the day is found by halving. */
function findStartOfDay(day: Day, timeZone: string): Instant {
  let [before, after] = [Date.parse(day) - 14 * HOUR_MS - 1, Date.parse(day) + 14 * HOUR_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle, timeZone) < day) before = middle;
    else after = middle;
  }
  return after;
}

const cachedFormats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs far more than using it. The Canadian form is that of ISO 8601. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = cachedFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    cachedFormats.set(timeZone, format);
  }
  return format;
}
