import { eq } from "drizzle-orm";
import type { Endpoint } from "../domain/checks/endpoint";
import type { StatusState } from "../domain/status/status";
import type { Database } from "./database";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";

/** An endpoint and its status, as they stand in the database. */
export type EndpointRow = {
  endpoints: typeof endpointsTable.$inferSelect;
  status: typeof endpointStatesTable.$inferSelect;
};

export const selectRows = (db: Database) =>
  db
    .select()
    .from(endpointsTable)
    .innerJoin(endpointStatesTable, eq(endpointStatesTable.endpoint, endpointsTable.number))
    .$dynamic();

export function endpointOf({ phaseSeconds: _, ...endpoint }: EndpointRow["endpoints"]): Endpoint {
  return endpoint;
}

export function stateOf(row: EndpointRow["status"]): StatusState {
  const {
    status,
    since,
    consecutiveFailures: consecutiveFailures,
    failingSince,
    consecutiveSuccesses: consecutiveSuccesses,
    lastDownAt,
    flapCount: flapCount,
    details: details,
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
