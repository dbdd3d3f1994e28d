import { and, eq, sql } from "drizzle-orm";
import type { Ancestor } from "../domain/status/dependency";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import type { EndpointSnapshot } from "../domain/status/conclude";
import type { Database } from "./database";
import { maintainedEndpointIds, activeMaintenances } from "./maintenances";
import { endpointOf, selectRows, stateOf, type EndpointRow } from "./endpoint-rows";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";

/**
 * What is remembered at this moment of those that are still there and not paused. `pending` are the
 * numbers of those whose checks of this tick have not ended.
 */
export async function loadSnapshots(
  db: Database,
  wanted: readonly Endpoint[],
  { at, pending }: { at: Instant; pending: ReadonlySet<number> },
): Promise<Map<number, EndpointSnapshot>> {
  if (wanted.length === 0) return new Map();
  const numbers = JSON.stringify(wanted.map(({ number }) => number));
  const [rows, maintenances, ancestors] = await Promise.all([
    selectRows(db).where(
      and(
        eq(endpointsTable.paused, false),
        sql`${endpointsTable.number} in (select value from json_each(${numbers}))`,
      ),
    ),
    activeMaintenances(db, at),
    wanted.some(({ dependsOn }) => dependsOn.length > 0)
      ? ancestorsOf(db, numbers, pending)
      : new Map<number, Ancestor[]>(),
  ]);
  const inMaintenance = maintainedEndpointIds(maintenances.map(({ maintenance }) => maintenance));
  return new Map(
    rows.map((row) => [
      row.endpoint.number,
      {
        endpoint: endpointOf(row.endpoint),
        state: stateOf(row.state),
        version: row.state.version,
        changedAt: row.state.writtenAt,
        errorMessage: row.state.errorMessage,
        // Work on what it is reached through is work on the way to it.
        inMaintenance: [row.endpoint, ...(ancestors.get(row.endpoint.number) ?? [])].some((one) =>
          inMaintenance.has("endpoint" in one ? one.endpoint.id : one.id),
        ),
        ancestors: ancestors.get(row.endpoint.number) ?? [],
      },
    ]),
  );
}

/** All through which each is reached, at any distance; paused ones are not watched and say nothing. */
async function ancestorsOf(
  db: Database,
  numbers: string,
  pending: ReadonlySet<number>,
): Promise<Map<number, Ancestor[]>> {
  const links = await db.all<{ child: number; parent: number }>(sql`
    with recursive reached (child, id) as (
      select endpoints.number, link.value from endpoints, json_each(endpoints.depends_on) as link
      where endpoints.number in (select value from json_each(${numbers}))
      union
      select reached.child, link.value
      from reached join endpoints on endpoints.id = reached.id, json_each(endpoints.depends_on) as link)
    select reached.child as child, endpoints.number as parent
    from reached join endpoints on endpoints.id = reached.id and endpoints.paused = 0
    where reached.child <> endpoints.number`);
  const parents = JSON.stringify([...new Set(links.map(({ parent }) => parent))]);
  const rows = await selectRows(db).where(
    sql`${endpointStatesTable.endpoint} in (select value from json_each(${parents}))`,
  );
  const byNumber = new Map(rows.map((row) => [row.endpoint.number, row]));
  const result = new Map<number, Ancestor[]>();
  for (const { child, parent } of links) {
    const row = byNumber.get(parent);
    if (!row) continue;
    result.set(child, [...(result.get(child) ?? []), toAncestor(row, pending)]);
  }
  return result;
}

const toAncestor = (
  { endpoint: { number, id, name }, state }: EndpointRow,
  pending: ReadonlySet<number>,
): Ancestor => ({
  endpoint: { number, id, name },
  state: stateOf(state),
  isPending: pending.has(number),
});
