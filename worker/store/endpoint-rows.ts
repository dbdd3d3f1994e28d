import { eq } from "drizzle-orm";
import type { Endpoint } from "../domain/checks/endpoint";
import type { StatusState } from "../domain/status/status";
import type { Database } from "./database";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";

/** An endpoint and its status, as the database has them. */
export type EndpointRow = {
  endpoint: typeof endpointsTable.$inferSelect;
  state: typeof endpointStatesTable.$inferSelect;
};

export const selectRows = (db: Database) =>
  db
    .select({ endpoint: endpointsTable, state: endpointStatesTable })
    .from(endpointsTable)
    .innerJoin(endpointStatesTable, eq(endpointStatesTable.endpoint, endpointsTable.number))
    .$dynamic();

export function endpointOf(row: EndpointRow["endpoint"]): Endpoint {
  const { phaseSeconds: _, version: __, updatedBy: ___, ...endpoint } = row;
  return endpoint;
}

export function stateOf(row: EndpointRow["state"]): StatusState {
  const {
    status,
    since,
    consecutiveFailures,
    failingSince,
    consecutiveSuccesses,
    lastDownAt,
    flapCount,
    details,
  } = row;
  return {
    status,
    since,
    consecutiveFailures,
    failingSince,
    consecutiveSuccesses,
    lastDownAt,
    flapCount,
    details,
  };
}
