import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { lastDueAt, scheduleOf, TICK_MS } from "../domain/schedule";
import type { DueEndpoint } from "../ports";
import type { Database } from "./database";
import { endpointOf } from "./endpoint-rows";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";

/** The endpoints whose grid has a point in the ten seconds that end with one of these ticks: see `isDue`. */
export async function loadDueEndpoints(
  db: Database,
  ticks: readonly Instant[],
): Promise<DueEndpoint[]> {
  // A heartbeat is looked at each minute at least: see `scheduleOf`.
  const every = sql`iif(${endpointsTable.kind} = 'heartbeat', min(${endpointsTable.intervalSeconds}, 60), ${endpointsTable.intervalSeconds})`;
  const rows = await selectDue(
    db,
    sql`exists (select 1 from json_each(${JSON.stringify(ticks.map((at) => at / 1000))}) as tick
      where (tick.value - ${endpointsTable.phaseSeconds}) % ${every} < ${TICK_MS / 1000})`,
  );
  return rows.map((row) => toDueEndpoint(row, 0));
}

/** Some endpoints off the schedule, for a check by hand: it has all its time. */
export async function loadByIds(db: Database, ids: readonly string[]): Promise<DueEndpoint[]> {
  // D1 binds a hundred parameters at most, and in a storm these are many.
  const chosen = sql`${endpointsTable.id} in (select value from json_each(${JSON.stringify(ids)}))`;
  const rows = await selectDue(db, chosen);
  return rows.map((row) => toDueEndpoint(row, 0));
}

/** What has just failed, to be repeated before it is due again. */
export async function loadForRetry(
  db: Database,
  ids: readonly string[],
  at: Instant,
): Promise<DueEndpoint[]> {
  const chosen = await loadByIds(db, ids);
  return chosen.map((one) => ({
    ...one,
    elapsedMs: at - lastDueAt(scheduleOf(one.endpoint), at),
  }));
}

/** Only where regions are to be asked does it matter how the last check went. */
const selectDue = (db: Database, where: SQL) =>
  db
    .select({ endpoint: endpointsTable, state: endpointStatesTable })
    .from(endpointsTable)
    .leftJoin(
      endpointStatesTable,
      and(
        eq(endpointStatesTable.endpoint, endpointsTable.number),
        sql`${endpointsTable.regions} <> '[]'`,
      ),
    )
    .where(and(eq(endpointsTable.paused, false), where));

type DueRow = {
  endpoint: typeof endpointsTable.$inferSelect;
  state: typeof endpointStatesTable.$inferSelect | null;
};

const toDueEndpoint = ({ endpoint, state }: DueRow, elapsedMs: number): DueEndpoint => ({
  endpoint: endpointOf(endpoint),
  wasFailing: state !== null && state.status !== "UNKNOWN" && state.errorMessage !== null,
  elapsedMs,
});

/** Every dependency there is, for the picker's cycles: ids by the id that depends on them. */
export async function loadDependencies(db: Database): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ id: endpointsTable.id, dependsOn: endpointsTable.dependsOn })
    .from(endpointsTable)
    .where(sql`${endpointsTable.dependsOn} <> '[]'`);
  return new Map(rows.map(({ id, dependsOn }) => [id, dependsOn]));
}

/** Which of these ids name no endpoint. */
export async function missingEndpoints(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select value as id from json_each(${JSON.stringify(ids)})
    where value not in (select ${endpointsTable.id} from ${endpointsTable})`);
  return rows.map(({ id }) => id);
}

/** In the same statement as the write: of two changes at once the second sees the first. */
export const wouldNotDependOnItself = (
  id: string,
  dependsOn: readonly string[],
): SQL => sql`${id} not in (
  with recursive reached (id) as (
    select value from json_each(${JSON.stringify(dependsOn)})
    union
    select link.value from reached join endpoints as parent on parent.id = reached.id,
      json_each(parent.depends_on) as link)
  select id from reached)`;
