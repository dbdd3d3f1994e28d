import { and, desc, isNotNull, sql } from "drizzle-orm";
import type { CheckRecord } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import type { Period } from "../domain/uptime";
import type { Page, Paged } from "../ports/page";
import { readCursor, writeCursor } from "./cursor";
import type { Database } from "./database";
import { checksOf } from "./packed";
import { ticks } from "./schema";

/** Ticks are read in runs: first as many as a page, then this many, and no more than so many runs. */
const RUN = 200;
const RUNS = 6;

/**
 * One endpoint's checks of the last 48 hours, newest first. A page may be short and yet go on. The
 * cursor is an instant and how many checks of it were given: looks from regions share theirs.
 */
export async function listChecks(
  db: Database,
  endpoint: Endpoint,
  period: Period,
  page: Page,
): Promise<Paged<CheckRecord>> {
  const found: CheckRecord[] = [];
  const [last, given] = readCursor<[at: number, given: number]>(page.cursor, [
    "number",
    "number",
  ]) ?? [period.to, 0];
  let before = Math.min(last, period.to) + 1;
  for (let run = 0; run < RUNS; run++) {
    const length = run === 0 ? page.limit + 1 : RUN;
    const rows = await db
      .select()
      .from(ticks)
      .where(
        and(
          isNotNull(ticks.storedAt),
          sql`${ticks.at} < ${before} and ${ticks.at} >= ${period.from}`,
        ),
      )
      .orderBy(desc(ticks.at))
      .limit(length);
    for (const { at, checks } of await checksOf(db, rows, new Set([endpoint.number]))) {
      const records = checks.map(({ number: _, ...check }) => ({ at, ...check }));
      found.push(...records.slice(at === last ? given : 0));
    }
    if (rows.length < length) return cut(found, page, [last, given]);
    before = rows.at(-1)!.at;
    if (found.length > page.limit) break;
  }
  const { data, nextCursor } = cut(found, page, [last, given]);
  return { data, nextCursor: nextCursor ?? writeCursor([before - 1, 0]) };
}

function cut(
  found: CheckRecord[],
  { limit }: Page,
  [last, given]: [at: number, given: number],
): Paged<CheckRecord> {
  const data = found.slice(0, limit);
  const end = data.at(-1);
  if (!end || found.length <= limit) return { data, nextCursor: null };
  const shown = data.filter(({ at }) => at === end.at).length;
  return { data, nextCursor: writeCursor([end.at, shown + (end.at === last ? given : 0)]) };
}
