import type { Instant } from "../domain/instant";
import {
  MINUTE_MS,
  STALLED_AFTER_MS,
  isSubMinute,
  minuteAtOrBefore,
  nextTickAt,
} from "../domain/schedule";

/** What the clock remembers between two alarms. */
export type ClockState = {
  subMinuteIntervals: number[];
  lastCronAt: Instant | null;
  /** The last tick that the clock looked after. */
  lastTickAt: Instant | null;
  /** Since when cron has been announced as silent; null while it is heard, or was never heard. */
  cronStalledSince: Instant | null;
};

/** Cron is late by seconds on a busy day; after this the clock runs the tick itself. */
const CRON_GRACE_MS = 5_000;

/** A tick that is this late is over: it becomes a gap, not a backlog. */
export const MISSED_MS = 10_000;

/** Two minutes without cron are no lateness any more, and are announced. */
const CRON_STALLED_AFTER_MS = 2 * MINUTE_MS;

/** Since when cron, which was heard before, is silent; null while that is not worth a word. */
export const stalledSince = ({ lastCronAt }: ClockState, now: Instant): Instant | null =>
  lastCronAt !== null && now - lastCronAt >= CRON_STALLED_AFTER_MS ? lastCronAt : null;

/** The clock's next tick, and when to wake for it. */
export type AlarmPlan = { tickAt: Instant; wakeAt: Instant };

/** A tick that has come, and still waits for its alarm or for cron's grace, stays the plan. */
export function planAlarm(memory: ClockState, pending: AlarmPlan | null, now: Instant): AlarmPlan {
  if (pending && isWaiting(pending, memory, now)) return pending;
  const after = Math.max(Math.min(memory.lastTickAt ?? 0, now), now - 1);
  const tickAt = nextTickAt(memory.subMinuteIntervals.filter(isSubMinute), after);
  const isMinute = tickAt === minuteAtOrBefore(tickAt);
  const graceMs = isMinute && isCronAlive(memory, now) ? CRON_GRACE_MS : 0;
  return { tickAt, wakeAt: tickAt + graceMs };
}

const isWaiting = (
  { tickAt, wakeAt }: AlarmPlan,
  { lastTickAt }: ClockState,
  now: Instant,
): boolean => tickAt <= now && tickAt > (lastTickAt ?? 0) && now - wakeAt < MISSED_MS;

const isCronAlive = ({ lastCronAt }: ClockState, now: Instant): boolean =>
  lastCronAt !== null && now - lastCronAt < STALLED_AFTER_MS;
