import { sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { unpackChecks } from "../domain/history/packed-checks";
import type { Endpoint } from "../domain/checks/endpoint";
import { lastDueAt, MINUTE_MS, scheduleOf } from "../domain/schedule";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { ticksTable, type endpointStatesTable } from "./schema/monitoring";
import { loadLastTick } from "./ticks";

type SchedulableEndpoint = Pick<Endpoint, "number" | "id" | "kind" | "intervalSeconds">;
type LastCheck = NonNullable<EndpointRecord["lastCheck"]>;

/** How far back a check is looked for that was not made when it was due: 120 ticks at most. */
const NEARBY_MS = 20 * MINUTE_MS;

/**
 * When each endpoint was last checked. A healthy endpoint writes no row of its own, so this is in
 * the packed tick at which it was last due, or in the one before while that tick still runs. One
 * tick serves all endpoints of one rhythm: two rows for a thousand of them.
 */
export async function loadLastChecks(
  db: Database,
  endpoints: readonly SchedulableEndpoint[],
  now: Instant,
): Promise<Map<number, LastCheck>> {
  const last = await loadLastTick(db);
  if (!last) return new Map();
  const instants = new Set<Instant>();
  for (const endpoint of endpoints) {
    const schedule = scheduleOf(endpoint);
    const lastAt = lastDueAt(schedule, Math.min(now, last.at));
    instants.add(lastAt).add(lastDueAt(schedule, lastAt - 1));
  }
  const found = await lastChecksWhere(
    db,
    sql`${ticksTable.at} in (select value from json_each(${JSON.stringify([...instants])}))`,
  );
  if (endpoints.every(({ number }) => found.has(number))) return found;
  // Some tick was missed or lost a shard: the newest one that has them is not far back.
  const nearby = await lastChecksWhere(db, sql`${ticksTable.at} > ${last.at - NEARBY_MS}`);
  return new Map([...nearby, ...found]);
}

async function lastChecksWhere(db: Database, where: SQL): Promise<Map<number, LastCheck>> {
  const rows = await db
    .select({ at: ticksTable.at, results: ticksTable.results })
    .from(ticksTable)
    .where(where)
    .orderBy(ticksTable.at);
  const found = new Map<number, LastCheck>();
  for (const { at, results } of rows) {
    if (!results) continue;
    const checks = unpackChecks({
      results: new Uint8Array(results),
      errorMessages: [],
      regions: [],
    });
    // The look from here comes first; those from regions are of the same check.
    for (const { number, responseTime } of checks.toReversed()) {
      found.set(number, { at, responseTime });
    }
  }
  return found;
}

/** A check by hand, or one that changed something, may be newer than the last tick. */
export function latestCheck(
  fromTick: LastCheck | undefined,
  { lastCheckedAt, lastResponseTime }: typeof endpointStatesTable.$inferSelect,
): LastCheck | null {
  if (lastCheckedAt === null || (fromTick && fromTick.at >= lastCheckedAt)) return fromTick ?? null;
  return { at: lastCheckedAt, responseTime: lastResponseTime };
}
