import { sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { unpackChecks } from "../domain/packed-checks";
import type { Endpoint } from "../domain/endpoint";
import { lastDueAt, MINUTE_MS, rhythmOf } from "../domain/schedule";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { ticks, type statuses } from "./schema";
import { lastTick } from "./ticks";

type Numbered = Pick<Endpoint, "number" | "id" | "kind" | "intervalSeconds">;
type LastCheck = NonNullable<EndpointRecord["lastCheck"]>;

/** How far back a check is looked for that was not made when it was due: 120 ticks at most. */
const NEARBY_MS = 20 * MINUTE_MS;

/**
 * When each endpoint was last checked. A healthy endpoint writes no row of its own, so this is in
 * the packed tick at which it was last due, or in the one before while that tick still runs. One
 * tick serves all endpoints of one rhythm: two rows for a thousand of them.
 */
export async function lastChecks(
  db: Database,
  endpoints: readonly Numbered[],
  now: Instant,
): Promise<Map<number, LastCheck>> {
  const last = await lastTick(db);
  if (!last) return new Map();
  const instants = new Set<Instant>();
  for (const endpoint of endpoints) {
    const rhythm = rhythmOf(endpoint);
    const lastAt = lastDueAt(rhythm, Math.min(now, last.at));
    instants.add(lastAt).add(lastDueAt(rhythm, lastAt - 1));
  }
  const found = await lastIn(
    db,
    sql`${ticks.at} in (select value from json_each(${JSON.stringify([...instants])}))`,
  );
  if (endpoints.every(({ number }) => found.has(number))) return found;
  // Some tick was missed or lost a shard: the newest one that has them is not far back.
  const nearby = await lastIn(db, sql`${ticks.at} > ${last.at - NEARBY_MS}`);
  return new Map([...nearby, ...found]);
}

async function lastIn(db: Database, where: SQL): Promise<Map<number, LastCheck>> {
  const rows = await db
    .select({ at: ticks.at, results: ticks.results })
    .from(ticks)
    .where(where)
    .orderBy(ticks.at);
  const found = new Map<number, LastCheck>();
  for (const { at, results } of rows) {
    if (!results) continue;
    const checks = unpackChecks({ results: new Uint8Array(results), notes: [], regions: [] });
    // The look from here comes first; those from regions are of the same check.
    for (const { number, responseTime } of checks.toReversed()) {
      found.set(number, { at, responseTime });
    }
  }
  return found;
}

/** A check by hand, or one that changed something, may be newer than the last tick. */
export function newerCheck(
  fromTick: LastCheck | undefined,
  { lastCheckedAt, lastResponseTime }: typeof statuses.$inferSelect,
): LastCheck | null {
  if (lastCheckedAt === null || (fromTick && fromTick.at >= lastCheckedAt)) return fromTick ?? null;
  return { at: lastCheckedAt, responseTime: lastResponseTime };
}
