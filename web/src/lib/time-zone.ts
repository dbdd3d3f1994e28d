import { dateFormat } from "./format/intl";

/** Wall clocks of time zones, by Intl alone. A wall time is "2026-11-24T14:00", as forms have it. */

export const TIME_ZONE_COOKIE = "pharos_zone";

export function isTimeZoneName(zone: string): boolean {
  try {
    return zone !== "" && Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** The zone that a browser told of itself; UTC until it has. */
export const timeZoneFromCookie = (cookie: string | undefined): string =>
  cookie !== undefined && isTimeZoneName(cookie) ? cookie : "UTC";

export const browserTimeZone = (): string => dateFormat({}).resolvedOptions().timeZone;

/** So that the next page is rendered in the reader's own days. */
export function rememberTimeZone(): void {
  document.cookie = `${TIME_ZONE_COOKIE}=${browserTimeZone()}; path=/; max-age=31536000; samesite=lax`;
}

/** What a clock on the wall there shows at an instant. */
export function wallTimeOf(at: number | string, zone: string): string {
  const format = dateFormat(
    {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    },
    "en-CA",
  );
  const parts = format.formatToParts(typeof at === "string" ? Date.parse(at) : at);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? "00";
  const day = `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
  return `${day}T${part("hour")}:${part("minute")}`;
}

/** How many minutes the clock there is ahead of UTC at an instant. */
export const utcOffsetMinutes = (at: number, zone: string): number =>
  Date.parse(`${wallTimeOf(at, zone)}:00Z`) / MINUTE_MS - Math.floor(at / MINUTE_MS);

/**
 * When the clock there shows this; null of what is no wall time. An hour that happens twice is its
 * first one, and one that is skipped is as much later as is skipped.
 */
export function instantOfWallTime(wall: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null;
  const asUtc = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = asUtc - utcOffsetMinutes(asUtc - DAY_MS, zone) * MINUTE_MS;
  const after = asUtc - utcOffsetMinutes(asUtc + DAY_MS, zone) * MINUTE_MS;
  const matching = [before, after].filter((at) => wallTimeOf(at, zone) === wall);
  return matching.length > 0 ? Math.min(...matching) : before;
}

const MINUTE_MS = 60_000;
/** Longer than any offset from UTC (14 h), so a change of the clock lies between the two instants. */
const DAY_MS = 24 * 3_600_000;
