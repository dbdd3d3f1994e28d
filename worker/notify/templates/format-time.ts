import type { Language } from "../../domain/alerts/channel";
import type { Instant } from "../../domain/instant";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/schedule";
import { t } from "./messages";

/** "4 min", "2 h 5 min", "3 d 4 h"; never nothing. */
export function formatDuration(language: Language, ms: number): string {
  const formatUnit = (key: "seconds" | "minutes" | "hours" | "days", count: number) =>
    t(language, `time_${key}`, { count });
  if (ms < MINUTE_MS) return formatUnit("seconds", Math.max(1, Math.floor(ms / 1_000)));
  if (ms < HOUR_MS) return formatUnit("minutes", Math.floor(ms / MINUTE_MS));
  const [large, small] =
    ms < DAY_MS
      ? [formatUnit("hours", Math.floor(ms / HOUR_MS)), Math.floor((ms % HOUR_MS) / MINUTE_MS)]
      : [formatUnit("days", Math.floor(ms / DAY_MS)), Math.floor((ms % DAY_MS) / HOUR_MS)];
  if (small === 0) return large;
  return `${large} ${formatUnit(ms < DAY_MS ? "minutes" : "hours", small)}`;
}

/** "14:02", with its day where that is not the day of `seenAt`. */
export function formatTime(
  at: Instant,
  { language, timeZone }: { language: Language; timeZone: string },
  readAt: Instant,
): string {
  const dayOf = (instant: Instant) =>
    new Intl.DateTimeFormat("en-CA", { timeZone }).format(instant);
  const day = dayOf(at) === dayOf(readAt) ? {} : ({ month: "short", day: "numeric" } as const);
  return new Intl.DateTimeFormat(language, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...day,
  }).format(at);
}
