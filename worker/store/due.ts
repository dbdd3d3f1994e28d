import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { lastDueAt, rhythmOf, TICK_MS } from "../domain/schedule";
import type { Due } from "../ports";
import type { Database } from "./database";
import { endpointOf } from "./rows";
import { endpoints, statuses } from "./schema";

/** The endpoints whose grid has a point in the ten seconds that end with one of these ticks: see `isDue`. */
export async function loadDue(db: Database, ticks: readonly Instant[]): Promise<Due[]> {
  // A heartbeat is looked at each minute at least: see `rhythmOf`.
  const every = sql`iif(${endpoints.kind} = 'heartbeat', min(${endpoints.intervalSeconds}, 60), ${endpoints.intervalSeconds})`;
  const rows = await selectDue(
    db,
    sql`exists (select 1 from json_each(${JSON.stringify(ticks.map((at) => at / 1000))}) as tick
      where (tick.value - ${endpoints.phaseSeconds}) % ${every} < ${TICK_MS / 1000})`,
  );
  return rows.map((row) => due(row, 0));
}

/** Some endpoints off the schedule, for a check by hand: it has all its time. */
export async function loadChosen(db: Database, ids: readonly string[]): Promise<Due[]> {
  // D1 binds a hundred parameters at most, and in a storm these are many.
  const chosen = sql`${endpoints.id} in (select value from json_each(${JSON.stringify(ids)}))`;
  const rows = await selectDue(db, chosen);
  return rows.map((row) => due(row, 0));
}

/** What has just failed, to be repeated before it is due again. */
export async function loadFailed(
  db: Database,
  ids: readonly string[],
  at: Instant,
): Promise<Due[]> {
  const chosen = await loadChosen(db, ids);
  return chosen.map((one) => ({
    ...one,
    spentMs: at - lastDueAt(rhythmOf(one.endpoint), at),
  }));
}

/** Only where regions are to be asked does it matter how the last check went. */
const selectDue = (db: Database, where: SQL) =>
  db
    .select()
    .from(endpoints)
    .leftJoin(
      statuses,
      and(eq(statuses.endpoint, endpoints.number), sql`${endpoints.regions} <> '[]'`),
    )
    .where(and(eq(endpoints.paused, false), where));

type Row = {
  endpoints: typeof endpoints.$inferSelect;
  status: typeof statuses.$inferSelect | null;
};

const due = ({ endpoints: row, status }: Row, spentMs: number): Due => ({
  endpoint: endpointOf(row),
  isDoubted: status !== null && status.status !== "UNKNOWN" && status.errorMessage !== null,
  spentMs,
});

/** Every dependency there is, for the picker's cycles: ids by the id that depends on them. */
export async function loadDependencies(db: Database): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ id: endpoints.id, dependsOn: endpoints.dependsOn })
    .from(endpoints)
    .where(sql`${endpoints.dependsOn} <> '[]'`);
  return new Map(rows.map(({ id, dependsOn }) => [id, dependsOn]));
}

/** Which of these ids name no endpoint. */
export async function missingEndpoints(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select value as id from json_each(${JSON.stringify(ids)})
    where value not in (select ${endpoints.id} from ${endpoints})`);
  return rows.map(({ id }) => id);
}
