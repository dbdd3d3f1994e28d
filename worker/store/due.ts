import { and, eq, sql } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import type { Due } from "../domain/outcome";
import { TICK_MS } from "../domain/schedule";
import type { Database } from "./database";
import { endpoints, statuses } from "./schema";

/** The endpoints whose grid has a point in the ten seconds that end with this tick: see `isDue`. */
export async function loadDue(db: Database, at: Instant): Promise<Due[]> {
  const seconds = at / 1000;
  const rows = await selectDue(db).where(
    and(
      eq(endpoints.paused, false),
      sql`(${seconds} - ${endpoints.phaseSeconds}) % ${endpoints.intervalSeconds} < ${TICK_MS / 1000}`,
    ),
  );
  return rows.map(due);
}

/** One endpoint, for a check by hand or a pause; nothing where it is gone. */
export async function loadOne(db: Database, id: string): Promise<Due[]> {
  const rows = await selectDue(db).where(eq(endpoints.id, id));
  return rows.map(due);
}

const selectDue = (db: Database) =>
  db
    .select()
    .from(endpoints)
    .innerJoin(statuses, eq(statuses.endpoint, endpoints.number))
    .$dynamic();

type Row = { endpoints: typeof endpoints.$inferSelect; status: typeof statuses.$inferSelect };

function due({ endpoints: row, status }: Row): Due {
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

export function endpointOf({ phaseSeconds: _, ...endpoint }: Row["endpoints"]): Endpoint {
  return endpoint;
}
