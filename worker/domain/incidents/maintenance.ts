import { Cron } from "croner";
import type { Instant } from "../instant";
import type { Period } from "../status/uptime";

/** A time in which work is announced: nothing that fails then opens an incident. */
export type Maintenance = {
  id: string;
  title: string;
  /** Ids of the endpoints that are worked on. */
  endpointIds: string[];
  /** The first window; where it recurs, each later one is as long. */
  startsAt: Instant;
  endsAt: Instant;
  /** A cron pattern of five fields, read in `timeZone`: when later windows begin. */
  recurrence: string | null;
  /** Of the IANA database. */
  timeZone: string;
  createdAt: Instant;
  updatedAt: Instant;
};

type WindowSchedule = Pick<Maintenance, "startsAt" | "endsAt" | "recurrence" | "timeZone">;

export const MAINTENANCE_BOUNDS = {
  title: { min: 1, max: 120 },
  endpointIds: { min: 1, max: 1_000 },
  recurrence: { max: 100 },
  durationMs: { min: 60_000, max: 30 * 86_400_000 },
} as const;

/** The window in which an instant lies; null when it lies in none. Its end is not part of it. */
export function windowAt(times: WindowSchedule, at: Instant): Period | null {
  const durationMs = times.endsAt - times.startsAt;
  const first = { from: times.startsAt, to: times.endsAt };
  if (at < first.from) return null;
  if (at < first.to) return first;
  const from = nextStart(times, Math.max(at - durationMs, times.startsAt));
  return from !== null && from <= at ? { from, to: from + durationMs } : null;
}

/** The windows that touch a period, in order, at most `limit`. */
export function windowsIn(times: WindowSchedule, period: Period, limit: number): Period[] {
  const durationMs = times.endsAt - times.startsAt;
  const windows: Period[] = [];
  const isFirst = times.startsAt < period.to && times.endsAt > period.from;
  if (isFirst) windows.push({ from: times.startsAt, to: times.endsAt });
  let from = nextStart(times, Math.max(period.from - durationMs, times.startsAt));
  while (from !== null && from < period.to && windows.length < limit) {
    windows.push({ from, to: from + durationMs });
    from = nextStart(times, from);
  }
  return windows;
}

/** The windows that began and those that ended after `from` and not later than `to`. */
export function windowChanges(times: WindowSchedule, { from, to }: Period) {
  const touching = windowsIn(times, { from: from - 1, to: to + 1 }, 100);
  return {
    started: touching.filter((window) => window.from > from && window.from <= to),
    ended: touching.filter((window) => window.to > from && window.to <= to),
  };
}

/** Why a pattern cannot be used, as a sentence; null when it can. */
export function validateRecurrence(times: WindowSchedule): string | null {
  const { recurrence } = times;
  if (recurrence === null) return null;
  if (recurrence.trim().split(/\s+/).length !== 5) {
    return `expected a cron pattern of five fields, saw ${JSON.stringify(recurrence)}`;
  }
  try {
    return nextStart(times, times.startsAt) === null
      ? `expected a pattern that comes again, saw ${JSON.stringify(recurrence)}`
      : null;
  } catch {
    return `expected a cron pattern such as "0 3 * * 0", saw ${JSON.stringify(recurrence)}`;
  }
}

function nextStart({ recurrence, timeZone }: WindowSchedule, after: Instant): Instant | null {
  if (recurrence === null) return null;
  const next = new Cron(recurrence, { timezone: timeZone, paused: true }).nextRun(new Date(after));
  return next?.getTime() ?? null;
}

/** The window that each endpoint is in, by its id; of several the one that ends last. */
export function affectedEndpoints(
  active: readonly { maintenance: Pick<Maintenance, "endpointIds">; window: Period }[],
): Map<string, Period> {
  const windows = new Map<string, Period>();
  for (const { maintenance, window } of active) {
    for (const id of maintenance.endpointIds) {
      if (window.to > (windows.get(id)?.to ?? 0)) windows.set(id, window);
    }
  }
  return windows;
}
