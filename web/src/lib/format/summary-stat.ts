import type { DayView, UptimeView } from "$protocol/history";
import { uptimeRatio } from "$domain/status/uptime";

/** What is said of a period as a whole. */
export type PeriodStat = Pick<UptimeView, "uptime" | "covered">;

/** Days as one. Time that is covered is told of each day exactly, and how long the day was by its share. */
export function periodStat(days: readonly DayView[]): PeriodStat {
  const sum = (of: (day: DayView) => number) => days.reduce((total, day) => total + of(day), 0);
  const coveredMs = sum((day) => day.coveredMs);
  return {
    uptime: uptimeRatio({ coveredMs, downtimeMs: sum(({ downtimeMs }) => downtimeMs) }),
    covered: days.length === 0 ? 0 : sum(({ covered }) => covered) / days.length,
  };
}

/** A year of which the newest days are those that were read last. */
export const yearWithNewestDays = (
  year: readonly DayView[],
  newest: readonly DayView[],
): DayView[] => [...year.slice(0, Math.max(0, year.length - newest.length)), ...newest];
