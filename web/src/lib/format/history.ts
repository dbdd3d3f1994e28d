import type { LatencyPoint, PeriodName, SloView, UptimeView } from "$protocol/history";
import { m } from "$lib/paraglide/messages";
import { wallTimeOf } from "$lib/time-zone";
import { dateFormat, numberFormat } from "./intl";
import { formatMilliseconds, formatPercent } from "./stat-text";
import { durationText } from "./time";

export const PERIOD_LABELS = {
  "24h": m.period_24h,
  "7d": m.period_7d,
  "30d": m.period_30d,
  "90d": m.period_90d,
  "365d": m.period_365d,
} satisfies Record<PeriodName, () => string>;

/** Less than this is not worth a line. */
const MIN_SHOWN = 0.0005;

/** How much of a period is not known; null where next to all is. */
export const unmonitoredText = ({ covered }: Pick<UptimeView, "covered">): string | null =>
  1 - covered < MIN_SHOWN ? null : m.history_unmonitored({ share: formatPercent(1 - covered) });

type ErrorBudgetView = Pick<SloView, "budgetMs" | "leftMs" | "windowDays">;

/** "12 min left of 43 min in 30 days", or by how much it is overdrawn. */
export function errorBudgetText({ budgetMs, leftMs, windowDays }: ErrorBudgetView): string {
  const of = { budget: durationText(budgetMs), days: windowDays };
  if (leftMs > 0) return m.slo_left({ left: durationText(leftMs), ...of });
  return leftMs === 0 ? m.slo_spent(of) : m.slo_exceeded({ over: durationText(-leftMs), ...of });
}

/** From here on the budget is gone long before the window is. Source: the table of the SRE workbook. */
const FAST_BURN_RATE = 6;

/** What a burn rate means for what is left. */
export function burnRateText(rate: number | null, leftMs: number): string {
  if (rate === null) return m.day_no_data();
  if (rate === 0) return m.slo_burn_none();
  const times = numberFormat({
    maximumFractionDigits: rate < 10 ? 1 : 0,
  }).format(Math.max(rate, 0.1));
  if (leftMs <= 0) return m.slo_burn_over({ times });
  if (rate <= 1) return m.slo_burn_slow({ times });
  return rate < FAST_BURN_RATE ? m.slo_burn_high({ times }) : m.slo_burn_fast({ times });
}

/** A promise is said as exactly as it was made. */
export const sloTargetText = (target: number): string =>
  m.figure_percent({
    value: numberFormat({ maximumFractionDigits: 3 }).format(target * 100),
  });

const formatDate = (options: Intl.DateTimeFormatOptions, at: number | string, timeZone: string) =>
  dateFormat({ ...options, timeZone }).format(typeof at === "string" ? Date.parse(at) : at);

/** A mark on an axis of time: a day, or an hour of it; midnight says which day begins. */
export const axisLabel = (at: number, zone: string, isDay: boolean): string =>
  formatDate(
    isDay || wallTimeOf(at, zone).endsWith("T00:00")
      ? { day: "numeric", month: "short" }
      : { hour: "numeric", minute: "2-digit" },
    at,
    zone,
  );

/** When a point of a series is: a day, or an hour of a day. */
export const pointLabel = (at: string, zone: string, isHour: boolean): string =>
  formatDate(
    {
      day: "numeric",
      month: "short",
      ...(isHour ? { hour: "numeric", minute: "2-digit" } : { year: "numeric" }),
    },
    at,
    zone,
  );

/** A point in one line. */
export function latencyText(point: LatencyPoint, zone: string, isHour: boolean): string {
  const value = (ms: number | null) => (ms === null ? m.figure_none() : formatMilliseconds(ms));
  return [
    pointLabel(point.at, zone, isHour),
    `p50 ${value(point.p50)}`,
    `p95 ${value(point.p95)}`,
    `p99 ${value(point.p99)}`,
  ].join(", ");
}
