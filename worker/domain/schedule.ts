import type { Endpoint } from "./checks/endpoint";
import type { Instant } from "./instant";

/** The grid of the schedule. Every tick is an instant that this divides. */
export const TICK_MS = 10_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Whoever should tick each minute and has not for this long is silent: two minutes missed, and time
 * for a slow one to end. Of such a time nothing is known.
 */
export const STALLED_AFTER_MS = 2.5 * MINUTE_MS;

/** How long the checks of a tick are kept, one by one. */
export const CHECK_RETENTION_MS = 48 * 60 * MINUTE_MS;

export type CheckSchedule = { intervalSeconds: number; phaseSeconds: number };

/**
 * When an endpoint's turn comes. A heartbeat is looked at each minute at least, however rarely it
 * has to report: that it is late is noticed when it is.
 */
export function scheduleOf({
  id,
  kind,
  intervalSeconds,
}: Pick<Endpoint, "id" | "kind" | "intervalSeconds">): CheckSchedule {
  const everySeconds = kind === "heartbeat" ? Math.min(intervalSeconds, 60) : intervalSeconds;
  return { intervalSeconds: everySeconds, phaseSeconds: phaseSeconds(id, everySeconds) };
}

export const tickAtOrBefore = (at: Instant): Instant => at - (at % TICK_MS);
export const minuteAtOrBefore = (at: Instant): Instant => at - (at % MINUTE_MS);

/** Whether only the clock, not the cron of one minute, can keep this interval. */
export const isSubMinute = (intervalSeconds: number): boolean => intervalSeconds % 60 !== 0;

/**
 * Where on its own grid an endpoint stands, in seconds. Intervals of whole minutes get a stable
 * phase in whole minutes, so that load spreads while all that is due in a minute shares one tick.
 */
export function phaseSeconds(id: string, intervalSeconds: number): number {
  if (isSubMinute(intervalSeconds)) return 0;
  return (hash(id) % (intervalSeconds / 60)) * 60;
}

/** Due when a point of the endpoint's grid lies in the ten seconds that end with this tick. */
export function isDue({ intervalSeconds, phaseSeconds }: CheckSchedule, at: Instant): boolean {
  return modulo(at - phaseSeconds * 1000, intervalSeconds * 1000) < TICK_MS;
}

/** The last tick at or before `at` at which the endpoint was due. */
export function lastDueAt({ intervalSeconds, phaseSeconds }: CheckSchedule, at: Instant): Instant {
  const tick = tickAtOrBefore(at);
  const gridPoint = tick - modulo(tick - phaseSeconds * 1000, intervalSeconds * 1000);
  return Math.ceil(gridPoint / TICK_MS) * TICK_MS;
}

/** The first tick after `at` at which the endpoint is due. */
export function nextDueAt(schedule: CheckSchedule, at: Instant): Instant {
  const intervalMs = schedule.intervalSeconds * 1000;
  const phaseMs = schedule.phaseSeconds * 1000;
  const firstTick = tickAtOrBefore(at) + TICK_MS;
  const gridPoint =
    phaseMs + Math.ceil((firstTick - TICK_MS + 1 - phaseMs) / intervalMs) * intervalMs;
  return Math.ceil(gridPoint / TICK_MS) * TICK_MS;
}

/** The next tick of all: the next full minute, or sooner where an interval below a minute asks. */
export function nextTickAt(subMinuteIntervals: readonly number[], at: Instant): Instant {
  const nextMinute = minuteAtOrBefore(at) + MINUTE_MS;
  const nextDue = subMinuteIntervals.map((intervalSeconds) =>
    nextDueAt({ intervalSeconds, phaseSeconds: 0 }, at),
  );
  return Math.min(nextMinute, ...nextDue);
}

/** A check has ended before its endpoint is due again, with time left to store it. */
const STORE_MARGIN_MS = 500;

/**
 * How long a check may take: its timeout, but never until the endpoint is due again, so that no
 * endpoint has two checks under way. `waitedMs` have gone since the tick.
 */
export const timeLimitMs = (
  { timeoutMs, intervalSeconds }: { timeoutMs: number; intervalSeconds: number },
  elapsedMs = 0,
): number =>
  Math.min(timeoutMs, tickAtOrBefore(intervalSeconds * 1000) - STORE_MARGIN_MS - elapsedMs);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
