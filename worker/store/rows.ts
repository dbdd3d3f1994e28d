import { eq } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { Remembered } from "../domain/outcome";
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

export function rememberedOf({ endpoints: row, status }: Row): Remembered {
  return {
    endpoint: endpointOf(row),
    state: {
      status: status.status,
      since: status.since,
      failures: status.failures,
      failingSince: status.failingSince,
      recoveries: status.recoveries,
    },
    version: status.version,
  };
}
