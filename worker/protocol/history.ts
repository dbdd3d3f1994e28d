import type { Status } from "../domain/status/status";
import type { Iso } from "../domain/instant";

/** The shapes of the past. Times ISO 8601 UTC, durations in ms. */

/**
 * The days of an endpoint, oldest first, a letter each, as many as `barDays` of the list: `U` up,
 * `W` degraded (warning), `D` down, `M` nothing but announced work, `N` nothing known.
 */
export type BarsView = {
  days: string;
  /** 0..1 of covered time over all of them. */
  uptime: number | null;
  /** Of the days that were down, by their place. */
  down: Record<number, { uptime: number | null; downtimeMs: number; incidents: number }>;
};

export const PERIODS = { "24h": 1, "7d": 7, "30d": 30, "90d": 90, "365d": 365 } as const;

/** `24h` is the last 24 hours; the others are days of the calendar, today included. */
export type PeriodName = keyof typeof PERIODS;

export type UptimeView = {
  period: PeriodName;
  /** 0..1 of covered time; null where nothing was covered. 1 only without any downtime. */
  uptime: number | null;
  /** 0..1 of the period: the rest was not monitored, or announced work. */
  covered: number;
  downtimeMs: number;
  maintenanceMs: number;
  incidents: number;
  /** Whose midnight begins a day. */
  timeZone: string;
  days: DayView[];
};

export type DayView = {
  /** `2026-11-23`, in the time zone of the answer. */
  day: string;
  uptime: number | null;
  covered: number;
  coveredMs: number;
  downtimeMs: number;
  maintenanceMs: number;
  incidents: number;
  /** The worst that was known of it. */
  worst: Status;
};

/** The days of everything that is watched together, oldest first: times are those of all endpoints added. */
export type DaysView = {
  timeZone: string;
  data: (Omit<DayView, "covered" | "maintenanceMs"> & { hadMaintenance: boolean })[];
};

/** What is left of the time that an endpoint may be down, by its own promise. */
export type SloView = {
  target: number;
  windowDays: number;
  /** 0..1 of the covered time of the window; null where nothing was covered. */
  uptime: number | null;
  /** How long it may be down in the window, how long it was, and what is left: below 0 when broken. */
  budgetMs: number;
  spentMs: number;
  leftMs: number;
  /**
   * How fast the budget is spent: 1 uses it up exactly at the end of a window. Null where nothing was
   * covered. Source: https://sre.google/workbook/alerting-on-slos/
   */
  burnRate1h: number | null;
  burnRate6h: number | null;
};

/** Milliseconds, of checks that were answered well enough; null where there was none. */
export type LatencyView = {
  period: PeriodName;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  average: number | null;
  min: number | null;
  max: number | null;
  count: number;
  /** By hour up to 7 days, by day beyond; times without checks are left out. */
  series: LatencyPoint[];
};

export type LatencyPoint = {
  at: Iso;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  count: number;
};
