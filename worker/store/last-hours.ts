import { and, gte, lte, sql } from "drizzle-orm";
import { lastHourStart, lastHourOf, type LastHour } from "../domain/history/last-hour";
import type { Instant } from "../domain/instant";
import { MINUTE_MS } from "../domain/schedule";
import type { EndpointRecord } from "../ports/endpoints";
import type { Database } from "./database";
import { readChecksWhere } from "./packed-rows";
import { ticksTable } from "./schema/monitoring";

/**
 * The last hour of endpoints, by their numbers: of its full minutes, so that what is checked every ten
 * seconds costs no more to unpack.
 */
export async function loadLastHours(
  db: Database,
  records: readonly EndpointRecord[],
  now: Instant,
): Promise<Map<number, LastHour>> {
  const numbers = new Set(records.map(({ endpoint }) => endpoint.number));
  const where = and(
    gte(ticksTable.at, lastHourStart(now)),
    lte(ticksTable.at, now),
    sql`${ticksTable.at} % ${MINUTE_MS} = 0`,
  );
  const checks = await readChecksWhere(db, where, numbers);
  return new Map([...numbers].map((number) => [number, lastHourOf(checks.get(number) ?? [], now)]));
}
