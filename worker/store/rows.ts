import { eq } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { StatusState } from "../domain/status";
import type { Database } from "./database";
import { endpoints, statuses } from "./schema";

/** An endpoint and its status, as they stand in the database. */
export type Row = {
  endpoints: typeof endpoints.$inferSelect;
  status: typeof statuses.$inferSelect;
};

export const selectRows = (db: Database) =>
  db
    .select()
    .from(endpoints)
    .innerJoin(statuses, eq(statuses.endpoint, endpoints.number))
    .$dynamic();

export function endpointOf({ phaseSeconds: _, ...endpoint }: Row["endpoints"]): Endpoint {
  return endpoint;
}

export function stateOf(row: Row["status"]): StatusState {
  const { status, since, failures, failingSince, recoveries, lastDownAt, relapses, facts } = row;
  return { status, since, failures, failingSince, recoveries, lastDownAt, relapses, facts };
}
