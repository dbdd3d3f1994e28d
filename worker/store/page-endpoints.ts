import { eq, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { PageEndpoint } from "../ports/pages";
import type { Database } from "./database";
import { activeMaintenances } from "./maintenances";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";

/** The endpoints of these ids, as far as they exist, with their present status and without their history. */
export async function loadPageEndpoints(
  db: Database,
  ids: readonly string[],
  now: Instant,
): Promise<PageEndpoint[]> {
  const { number, id, paused, createdAt } = endpointsTable;
  const { status, since } = endpointStatesTable;
  const [rows, active] = await Promise.all([
    db
      .select({ endpoint: { number, id, paused, createdAt }, state: { status, since } })
      .from(endpointsTable)
      .innerJoin(endpointStatesTable, eq(endpointStatesTable.endpoint, number))
      .where(sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`),
    activeMaintenances(db, now),
  ]);
  const maintenanceOf = new Map(
    active.flatMap(({ maintenance, window }) => {
      const shown = { id: maintenance.id, title: maintenance.title, endsAt: window.to };
      return maintenance.endpointIds.map((endpointId) => [endpointId, shown] as const);
    }),
  );
  return rows.map((row) => ({
    ...row,
    maintenance: maintenanceOf.get(row.endpoint.id) ?? null,
    lastCheck: null,
    uptime24h: null,
  }));
}
