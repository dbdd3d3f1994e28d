import { sql } from "drizzle-orm";
import { windowsIn } from "../domain/maintenance";
import type { Instant } from "../domain/instant";
import type { Timeline } from "../domain/rollup";
import { stretches, type Period } from "../domain/uptime";
import type { Database } from "./database";
import { maintenancesTouching } from "./maintenances";
import type { statuses, transitions } from "./schema";
import { gapsSince } from "./ticks";

/** What a timeline is made for: an endpoint and its present status. */
export type Present = {
  endpoint: { number: number; id: string };
  status: Pick<typeof statuses.$inferSelect, "status" | "since">;
};

/** More windows than a year has hours are nobody's maintenance. */
const MAX_WINDOWS = 9_000;

/**
 * What is known of a period besides its checks, from what changed in it and after it: a quiet time
 * reads no rows at all. `number` confines it to one endpoint.
 */
export async function timelinesOf(
  db: Database,
  period: Period,
  number?: number,
): Promise<(present: Present) => Timeline> {
  const [changes, gaps, maintenances] = await Promise.all([
    changesAfter(db, period.from, number),
    gapsSince(db, period.from),
    maintenancesTouching(db, period),
  ]);
  const byEndpoint = Map.groupBy(changes, ({ endpoint }) => endpoint);
  const windows = maintenances.map((maintenance) => ({
    concerned: new Set(maintenance.endpointIds),
    windows: windowsIn(maintenance, period, MAX_WINDOWS).map((window) => clip(window, period)),
  }));
  return ({ endpoint, status }) => ({
    stretches: stretches(byEndpoint.get(endpoint.number) ?? [], status, period),
    gaps,
    maintenances: windows.flatMap((one) => (one.concerned.has(endpoint.id) ? one.windows : [])),
  });
}

type Changed = Pick<typeof transitions.$inferSelect, "endpoint" | "from" | "to" | "since">;

/**
 * A change is stored when it is decided, which is never before it began. The index is named: one
 * endpoint's are few however much the others flap, and those of many are cheapest read with all.
 */
const changesAfter = (db: Database, from: Instant, number?: number) =>
  db.all<Changed>(sql`
    select endpoint, from_status as "from", to_status as "to", since
    from transitions ${
      number === undefined
        ? sql`indexed by transitions_by_time where`
        : sql`indexed by transitions_by_endpoint where endpoint = ${number} and`
    } at > ${from} order by at, id`);

const clip = (window: Period, { from, to }: Period): Period => ({
  from: Math.max(window.from, from),
  to: Math.min(window.to, to),
});
