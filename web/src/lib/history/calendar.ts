import { weeksOf } from "$lib/maintenance/calendar";
import type { DaySummary } from "./days";

/**
 * A month as weeks in a row: the places of its days among all, `outside` for those of its days that
 * are not among them, and null for days of other months.
 */
export type CalendarMonth = { month: string; cells: (number | "outside" | null)[] };

/** Days as months, oldest first; `firstWeekday` is 0 for Sunday. */
export function monthsOf(days: readonly DaySummary[], firstWeekday: number): CalendarMonth[] {
  const indexes = new Map(days.map(({ day }, index) => [day, index]));
  const months = [...new Set(days.map(({ day }) => day.slice(0, 7)))];
  return months.map((month) => ({
    month,
    cells: weeksOf(month, firstWeekday)
      .flat()
      .map((day) => (day.startsWith(month) ? (indexes.get(day) ?? "outside") : null)),
  }));
}

/** From the month on of which anything is known; all of them where nothing is. */
export function fromFirstKnownMonth(days: readonly DaySummary[]): readonly DaySummary[] {
  const known = days.find(({ code }) => code !== "N");
  return known ? days.filter(({ day }) => day.slice(0, 7) >= known.day.slice(0, 7)) : days;
}

/** How much of a cell is drawn as missing: an edge, a third, two, or all of it. */
export const missingThirds = (uptime: number | null): 0 | 1 | 2 | 3 =>
  uptime === null || uptime < 0.5 ? 3 : uptime < 0.95 ? 2 : uptime < 0.999 ? 1 : 0;
