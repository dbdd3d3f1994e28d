import { m } from "$lib/paraglide/messages";
import { dateFormat } from "./intl";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds go by in steps: a page that counts them all is restless. */
const STEP = 5 * SECOND;

/** "15 s ago". The future, as skewed clocks make it, is just now. */
export function relativeTimeText(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  if (ms < STEP) return m.time_just_now();
  if (ms < MINUTE) return m.time_seconds_ago({ count: (Math.floor(ms / STEP) * STEP) / SECOND });
  if (ms < HOUR) return m.time_minutes_ago({ count: Math.floor(ms / MINUTE) });
  if (ms < DAY) return m.time_hours_ago({ count: Math.floor(ms / HOUR) });
  return m.time_days_ago({ count: Math.floor(ms / DAY) });
}

/** "4 min", "2 h 5 min", "3 d 4 h"; never nothing. */
export function durationText(ms: number): string {
  if (ms < MINUTE) return m.time_seconds({ count: Math.max(1, Math.floor(ms / SECOND)) });
  if (ms < HOUR) return m.time_minutes({ count: Math.floor(ms / MINUTE) });
  const [large, small] =
    ms < DAY
      ? [m.time_hours({ count: Math.floor(ms / HOUR) }), Math.floor((ms % HOUR) / MINUTE)]
      : [m.time_days({ count: Math.floor(ms / DAY) }), Math.floor((ms % DAY) / HOUR)];
  if (small === 0) return large;
  return `${large} ${ms < DAY ? m.time_minutes({ count: small }) : m.time_hours({ count: small })}`;
}

/** How long from an instant until now. */
export const durationSinceText = (iso: string, now: number): string =>
  durationText(now - Date.parse(iso));

/** "14:02" today, "24 Nov, 14:02" on another day. */
export function dateTimeText(iso: string, timeZone?: string): string {
  const [at, now] = [Date.parse(iso), Date.now()];
  const zone = timeZone === undefined ? {} : { timeZone };
  const dayOf = (instant: number) => dateFormat(zone).format(instant);
  const time = { hour: "numeric", minute: "2-digit" } as const;
  const day = dayOf(at) === dayOf(now) ? {} : ({ month: "short", day: "numeric" } as const);
  return dateFormat({ ...time, ...day, ...zone }).format(at);
}

/** The exact instant with its zone, for a title. */
export const exactTimeText = (iso: string, timeZone?: string): string =>
  dateFormat({
    dateStyle: "medium",
    timeStyle: "long",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(Date.parse(iso));
