import { sql } from "drizzle-orm";
import { windowsIn } from "../domain/incidents/maintenance";
import type { Instant } from "../domain/instant";
import type { Timeline } from "../domain/history/rollup";
import { statusIntervals, type Period } from "../domain/status/uptime";
import type { Database } from "./database";
import { maintenancesOverlapping } from "./maintenances";
import type { endpointStatesTable, transitionsTable } from "./schema/monitoring";
import { loadMonitoringGaps } from "./ticks";

/** What a timeline is made for: an endpoint and its present status. */
export type CurrentState = {
  endpoint: { number: number; id: string };
  status: Pick<typeof endpointStatesTable.$inferSelect, "status" | "since">;
};

/** More windows than a year has hours are nobody's maintenance. */
const MAX_WINDOWS = 9_000;

/**
 * What is known of a period besides its checks, from what changed in it and after it: a quiet time
 * reads no rows at all. `number` confines it to one endpoint.
 */
export async function loadTimelines(
  db: Database,
  period: Period,
  number?: number,
): Promise<(current: CurrentState) => Timeline> {
  const [changes, gaps, maintenances] = await Promise.all([
    transitionsAfter(db, period.from, number),
    loadMonitoringGaps(db, period.from),
    maintenancesOverlapping(db, period),
  ]);
  const byEndpoint = Map.groupBy(changes, ({ endpoint }) => endpoint);
  const windows = maintenances.map((maintenance) => ({
    endpointIds: new Set(maintenance.endpointIds),
    windows: windowsIn(maintenance, period, MAX_WINDOWS).map((window) => clip(window, period)),
  }));
  return ({ endpoint, status }) => ({
    intervals: statusIntervals(byEndpoint.get(endpoint.number) ?? [], status, period),
    gaps,
    maintenances: windows.flatMap((one) => (one.endpointIds.has(endpoint.id) ? one.windows : [])),
  });
}

type TransitionRow = Pick<
  typeof transitionsTable.$inferSelect,
  "endpoint" | "from" | "to" | "since"
>;

/**
 * A change is stored when it is decided, which is never before it began. The index is named: one
 * endpoint's are few however much the others flap, and those of many are cheapest read with all.
 */
const transitionsAfter = (db: Database, from: Instant, number?: number) =>
  db.all<TransitionRow>(sql`
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
