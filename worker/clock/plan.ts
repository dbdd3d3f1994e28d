import type { Instant } from "../domain/instant";
import {
  MINUTE_MS,
  SILENT_MS,
  isSubMinute,
  minuteAtOrBefore,
  nextTickAt,
} from "../domain/schedule";

/** What the clock remembers between two alarms. */
export type ClockMemory = {
  subMinuteIntervals: number[];
  lastCronAt: Instant | null;
  /** The last tick that the clock looked after. */
  lastTickAt: Instant | null;
  /** Since when cron has been announced as silent; null while it is heard, or was never heard. */
  cronSilentSince: Instant | null;
};

/** Cron is late by seconds on a busy day; after this the clock runs the tick itself. */
const CRON_GRACE_MS = 5_000;

/** A tick that is this late is over: it becomes a gap, not a backlog. */
export const MISSED_MS = 10_000;

/** Two minutes without cron are no lateness any more, and are announced. */
const CRON_SILENT_MS = 2 * MINUTE_MS;

/** Since when cron, which was heard before, is silent; null while that is not worth a word. */
export const silentSince = ({ lastCronAt }: ClockMemory, now: Instant): Instant | null =>
  lastCronAt !== null && now - lastCronAt >= CRON_SILENT_MS ? lastCronAt : null;

/** The clock's next tick, and when to wake for it. */
export type Plan = { tickAt: Instant; wakeAt: Instant };

/** A tick that has come, and still waits for its alarm or for cron's grace, stays the plan. */
export function planAlarm(memory: ClockMemory, pending: Plan | null, now: Instant): Plan {
  if (pending && isWaiting(pending, memory, now)) return pending;
  const after = Math.max(Math.min(memory.lastTickAt ?? 0, now), now - 1);
  const tickAt = nextTickAt(memory.subMinuteIntervals.filter(isSubMinute), after);
  const isMinute = tickAt === minuteAtOrBefore(tickAt);
  const graceMs = isMinute && hearsCron(memory, now) ? CRON_GRACE_MS : 0;
  return { tickAt, wakeAt: tickAt + graceMs };
}

const isWaiting = ({ tickAt, wakeAt }: Plan, { lastTickAt }: ClockMemory, now: Instant): boolean =>
  tickAt <= now && tickAt > (lastTickAt ?? 0) && now - wakeAt < MISSED_MS;

const hearsCron = ({ lastCronAt }: ClockMemory, now: Instant): boolean =>
  lastCronAt !== null && now - lastCronAt < SILENT_MS;
