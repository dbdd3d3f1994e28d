import { DAY_MS } from "../domain/schedule";
import type { Instant } from "../domain/instant";
import { uptimeOf } from "../domain/uptime";
import type { Database } from "./database";
import { timelinesOf, type Present } from "./timelines";

/** Uptime of the last 24 hours, from what changed in them, by endpoint. */
export async function uptime24h(
  db: Database,
  present: readonly Present[],
  now: Instant,
): Promise<Map<number, number | null>> {
  const only = present.length === 1 ? present[0]!.endpoint.number : undefined;
  const timelineOf = await timelinesOf(db, { from: now - DAY_MS, to: now }, only);
  return new Map(
    present.map((one) => {
      const { stretches, gaps, maintenances } = timelineOf(one);
      return [one.endpoint.number, uptimeOf(stretches, [...gaps, ...maintenances]).uptime];
    }),
  );
}
