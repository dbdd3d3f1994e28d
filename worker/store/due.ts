import { and, eq, sql } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import type { Remembered } from "../domain/outcome";
import { TICK_MS } from "../domain/schedule";
import type { Database } from "./database";
import { endpointOf, rememberedOf, selectRows } from "./rows";
import { endpoints } from "./schema";

/** The endpoints whose grid has a point in the ten seconds that end with this tick: see `isDue`. */
export async function loadDue(db: Database, at: Instant): Promise<Endpoint[]> {
  const seconds = at / 1000;
  const rows = await db
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.paused, false),
        sql`(${seconds} - ${endpoints.phaseSeconds}) % ${endpoints.intervalSeconds} < ${TICK_MS / 1000}`,
      ),
    );
  return rows.map(endpointOf);
}

/** One endpoint, for a check by hand; nothing where it is gone or paused. */
export async function loadOne(db: Database, id: string): Promise<Endpoint[]> {
  const rows = await db
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.paused, false), eq(endpoints.id, id)));
  return rows.map(endpointOf);
}

/** What is remembered at this moment of those that are still there and not paused. */
export async function recall(
  db: Database,
  wanted: readonly Endpoint[],
): Promise<Map<number, Remembered>> {
  if (wanted.length === 0) return new Map();
  const numbers = JSON.stringify(wanted.map(({ number }) => number));
  const rows = await selectRows(db).where(
    and(
      eq(endpoints.paused, false),
      sql`${endpoints.number} in (select value from json_each(${numbers}))`,
    ),
  );
  return new Map(rows.map((row) => [row.endpoints.number, rememberedOf(row)]));
}
