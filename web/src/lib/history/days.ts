import type { EndpointView } from "$protocol/api";
import type { BarsView, DaysView, DayView } from "$protocol/history";
import type { Status } from "$domain/status/status";

/** `U` up, `W` degraded, `D` down, `M` nothing but announced work, `N` nothing known. */
export type DayCode = "U" | "W" | "D" | "M" | "N";

/** What is told of a day. */
export type DaySummary = {
  /** `2026-11-23`. */
  day: string;
  code: DayCode;
  uptime: number | null;
  downtimeMs: number;
  incidents: number;
};

const CODE_BY_STATUS: Record<Status, DayCode> = { UP: "U", DEGRADED: "W", DOWN: "D", UNKNOWN: "N" };

export const toDaySummaries = (views: readonly DayView[]): DaySummary[] =>
  views.map(({ day, worst, uptime, downtimeMs, maintenanceMs, incidents }) => ({
    day,
    code: worst === "UNKNOWN" && maintenanceMs > 0 ? "M" : CODE_BY_STATUS[worst],
    uptime,
    downtimeMs,
    incidents,
  }));

/** Days of everything together. */
export const toCombinedDaySummaries = (view: DaysView): DaySummary[] =>
  toDaySummaries(
    view.data.map(({ hadMaintenance, ...day }) => ({
      ...day,
      covered: 0,
      maintenanceMs: hadMaintenance ? 1 : 0,
    })),
  );

/** One day of a list's bar, by its place. */
export function dayOfBars(bars: BarsView, barDays: readonly string[], index: number): DaySummary {
  const code = dayCodeAt(bars.days, index);
  const known = code === "U" || code === "W";
  return {
    day: barDays[index] ?? "",
    code,
    uptime: known ? 1 : null,
    downtimeMs: 0,
    incidents: 0,
    ...bars.down[index],
  };
}

export const dayCodeAt = (codes: string, index: number): DayCode =>
  (codes[index] ?? "N") as DayCode;

const RANKS: Record<DayCode, number> = { N: 0, M: 1, U: 2, W: 3, D: 4 };

/** The bars of an endpoint as they are now: today is at least as bad as what is heard of it. */
export function currentBars(
  { bars, status, paused, maintenance }: EndpointView,
  count: number,
): BarsView {
  const known = bars ?? { days: "N".repeat(count), uptime: null, down: {} };
  return paused || maintenance ? known : barsWithToday(known, CODE_BY_STATUS[status]);
}

/** With what is heard of today, where that is worse than what is known of it. */
export function barsWithToday(bars: BarsView, today: DayCode): BarsView {
  const last = bars.days.length - 1;
  if (last < 0 || RANKS[today] <= RANKS[dayCodeAt(bars.days, last)]) return bars;
  return { ...bars, days: bars.days.slice(0, -1) + today };
}
