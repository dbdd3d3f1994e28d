import { m } from "$lib/paraglide/messages";
import type { DaySummary, DayCode } from "$lib/history/days";
import type { EndpointDisplayStatus } from "$lib/stores/overall-status";
import { dateFormat } from "./intl";
import { formatPercent, formatInteger } from "./stat-text";
import { statusLabel } from "./status";
import { durationText } from "./time";

export const STATUS_BY_CODE: Record<DayCode, EndpointDisplayStatus> = {
  U: "UP",
  W: "DEGRADED",
  D: "DOWN",
  M: "MAINTENANCE",
  N: "UNKNOWN",
};

/** "Tue, 24 Nov 2026". */
export const dateText = (day: string): string =>
  dateFormat({
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(Date.parse(`${day}T00:00:00Z`));

export const dayCodeLabel = (code: DayCode): string =>
  code === "N" ? m.day_no_data() : statusLabel(STATUS_BY_CODE[code]);

/** What there is to say of a day beyond its status: uptime, downtime, incidents. */
export const dayDetails = ({ uptime, downtimeMs, incidents }: DaySummary): string[] =>
  [
    uptime === null ? null : formatPercent(uptime),
    downtimeMs > 0 ? m.day_down_for({ duration: durationText(downtimeMs) }) : null,
    incidents > 0 ? m.day_incidents({ count: incidents, total: formatInteger(incidents) }) : null,
  ].filter((part) => part !== null);

/** A day in one line. */
export const dayText = (day: DaySummary): string =>
  [dateText(day.day), dayCodeLabel(day.code), ...dayDetails(day)].join(", ");
