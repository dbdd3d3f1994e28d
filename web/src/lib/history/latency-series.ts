import type { MaintenanceView } from "$protocol/api";
import { PERIODS, type LatencyPoint, type PeriodName } from "$protocol/history";
import type { IncidentView } from "$protocol/incidents";
import { MS_PER_DAY } from "$lib/format/stats";

const HOUR_MS = 3_600_000;

/** Periods of so few days are told by the hour. */
export const isByHour = (period: PeriodName): boolean => PERIODS[period] <= 7;

/** Columns as the chart takes them: seconds, then a value or nothing for each. */
export type Columns = [
  at: number[],
  p50: (number | null)[],
  p95: (number | null)[],
  p99: (number | null)[],
];

/** The series of a period that ends now. Times without checks are gaps, not lines. */
export function columnsOf(
  series: readonly LatencyPoint[],
  period: PeriodName,
  now: number,
): Columns {
  const step = isByHour(period) ? HOUR_MS : MS_PER_DAY;
  const columns: Columns = [[], [], [], []];
  const push = (at: number, point: LatencyPoint | null) => {
    columns[0].push(at / 1_000);
    columns[1].push(point?.p50 ?? null);
    columns[2].push(point?.p95 ?? null);
    columns[3].push(point?.p99 ?? null);
  };
  const first = series[0] ? Date.parse(series[0].at) : now;
  const from = now - PERIODS[period] * MS_PER_DAY;
  if (from < first - step / 2) push(from, null);
  let before = Number.POSITIVE_INFINITY;
  for (const point of series) {
    const at = Date.parse(point.at);
    // A day may have 25 hours.
    if (at - before > 1.5 * step) push(before + step / 2, null);
    push(at, point);
    before = at;
  }
  if (before === Number.POSITIVE_INFINITY || now > before) push(now, null);
  return columns;
}

/** A series with what is newly known of its end. */
export function mergeSeries(
  series: readonly LatencyPoint[],
  newer: readonly LatencyPoint[],
): LatencyPoint[] {
  const from = newer[0]?.at;
  return from === undefined ? [...series] : [...series.filter(({ at }) => at < from), ...newer];
}

/** A stretch of time that is marked behind the lines, in seconds. */
export type Band = { kind: "incident" | "maintenance"; from: number; to: number };

type BandSource = {
  endpointId: string;
  incidents: readonly IncidentView[];
  maintenances: readonly MaintenanceView[];
  from: number;
  now: number;
};

/** Incidents since then, and the windows of what concerns this endpoint; what is open lasts until now. */
export function bandsOf({ endpointId, incidents, maintenances, from, now }: BandSource): Band[] {
  const seconds = (at: string) => Date.parse(at) / 1_000;
  const windows = maintenances
    .filter(({ endpointIds }) => endpointIds.includes(endpointId))
    .flatMap(({ occurrences }) => occurrences)
    .filter(({ startsAt }) => Date.parse(startsAt) < now);
  return [
    ...windows.map(({ startsAt, endsAt }): Band => ({
      kind: "maintenance",
      from: seconds(startsAt),
      to: Math.min(seconds(endsAt), now / 1_000),
    })),
    ...incidents.map(({ startedAt, resolvedAt }): Band => ({
      kind: "incident",
      from: seconds(startedAt),
      to: resolvedAt === null ? now / 1_000 : seconds(resolvedAt),
    })),
  ].filter(({ to }) => to >= from / 1_000);
}
