import { toIso, type Instant } from "../domain/instant";
import { nextTickAt, STALLED_AFTER_MS } from "../domain/schedule";
import type { ApiPorts } from "../ports";
import type { Freshness } from "../protocol/position";

/** How old the newest checks are, and when the next ones are expected. Nothing before the first tick. */
export async function freshness(ports: ApiPorts): Promise<Freshness> {
  const [last, intervals] = await Promise.all([
    ports.ticks.last(),
    ports.ticks.subMinuteIntervals(),
  ]);
  return last
    ? { asOf: toIso(last.at), nextExpectedAt: toIso(nextTickAt(intervals, last.at)) }
    : { asOf: null, nextExpectedAt: null };
}

/** Cron and clock are both silent: what was last seen says nothing about now. */
export const isStalled = (lastTickAt: Instant, now: Instant): boolean =>
  now - lastTickAt > STALLED_AFTER_MS;
