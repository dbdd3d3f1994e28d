import { and, desc, isNotNull, sql } from "drizzle-orm";
import type { CheckRecord } from "../domain/checks/check";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Period } from "../domain/status/uptime";
import type { Pagination, Paginated } from "../ports/pagination";
import { readCursor, writeCursor } from "./cursor";
import type { Database } from "./database";
import { unpackTicks } from "./packed-rows";
import { ticksTable } from "./schema/monitoring";

/** Ticks are read in runs: first as many as a page, then this many, and no more than so many runs. */
const TICKS_PER_READ = 200;
const MAX_READS = 6;

/**
 * One endpoint's checks of the last 48 hours, newest first. A page may be short and yet go on. The
 * cursor is an instant and how many checks of it were given: looks from regions share theirs.
 */
export async function listChecks(
  db: Database,
  endpoint: Endpoint,
  period: Period,
  page: Pagination,
): Promise<Paginated<CheckRecord>> {
  const found: CheckRecord[] = [];
  const [last, given] = readCursor<[at: number, given: number]>(page.cursor, [
    "number",
    "number",
  ]) ?? [period.to, 0];
  let before = Math.min(last, period.to) + 1;
  for (let run = 0; run < MAX_READS; run++) {
    const length = run === 0 ? page.limit + 1 : TICKS_PER_READ;
    const rows = await db
      .select()
      .from(ticksTable)
      .where(
        and(
          isNotNull(ticksTable.storedAt),
          sql`${ticksTable.at} < ${before} and ${ticksTable.at} >= ${period.from}`,
        ),
      )
      .orderBy(desc(ticksTable.at))
      .limit(length);
    for (const { at, checks } of await unpackTicks(db, rows, new Set([endpoint.number]))) {
      const records = checks.map(({ number: _, ...check }) => ({ at, ...check }));
      found.push(...records.slice(at === last ? given : 0));
    }
    if (rows.length < length) return toPage(found, page, [last, given]);
    before = rows.at(-1)!.at;
    if (found.length > page.limit) break;
  }
  const { data, nextCursor } = toPage(found, page, [last, given]);
  return { data, nextCursor: nextCursor ?? writeCursor([before - 1, 0]) };
}

function toPage(
  found: CheckRecord[],
  { limit }: Pagination,
  [last, given]: [at: number, given: number],
): Paginated<CheckRecord> {
  const data = found.slice(0, limit);
  const end = data.at(-1);
  if (!end || found.length <= limit) return { data, nextCursor: null };
  const shown = data.filter(({ at }) => at === end.at).length;
  return { data, nextCursor: writeCursor([end.at, shown + (end.at === last ? given : 0)]) };
}
