import type { Day } from "../time-zone";
import type { Instant } from "../instant";
import type { Rollup } from "./rollup";

/** A stretch of an endpoint's history, by when it began. */
export type HistoryPeriod = { at: Instant; rollup: Rollup; incidents: number };
export type HistoryDay = HistoryPeriod & { day: Day };

/** What is known of time, whatever was checked in it. */
export type ExactDurations = Pick<
  Rollup,
  "coveredMs" | "downtimeMs" | "maintenanceMs" | "degraded"
> & {
  incidents: number;
};
