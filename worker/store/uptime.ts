import { DAY_MS } from "../domain/schedule";
import type { Instant } from "../domain/instant";
import { uptimeOf } from "../domain/status/uptime";
import type { Database } from "./database";
import { loadTimelines, type CurrentState } from "./timelines";

/** Uptime of the last 24 hours, from what changed in them, by endpoint. */
export async function loadUptime24h(
  db: Database,
  states: readonly CurrentState[],
  now: Instant,
): Promise<Map<number, number | null>> {
  const only = states.length === 1 ? states[0]!.endpoint.number : undefined;
  const timelineOf = await loadTimelines(db, { from: now - DAY_MS, to: now }, only);
  return new Map(
    states.map((one) => {
      const { intervals, gaps, maintenances } = timelineOf(one);
      return [one.endpoint.number, uptimeOf(intervals, [...gaps, ...maintenances]).uptime];
    }),
  );
}
