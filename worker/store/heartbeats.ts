import { and, eq, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/checks/endpoint";
import { observeHeartbeat, type Heartbeat } from "../domain/checks/heartbeat";
import type { Instant } from "../domain/instant";
import type { CompletedCheck } from "../domain/status/conclude";
import { judge } from "../domain/checks/verdict";
import type { HeartbeatSource } from "../ports/heartbeats";
import type { Database } from "./database";
import { endpointOf } from "./endpoint-rows";
import { endpointsTable, heartbeatsTable, endpointStatesTable } from "./schema/monitoring";

/** What those that report by themselves look like at an instant; nothing of one that never did. */
export async function checkHeartbeats(
  db: Database,
  wanted: readonly Endpoint[],
  at: Instant,
): Promise<CompletedCheck[]> {
  if (wanted.length === 0) return [];
  const numbers = JSON.stringify(wanted.map(({ number }) => number));
  const rows = await db
    .select()
    .from(heartbeatsTable)
    .where(sql`${heartbeatsTable.endpoint} in (select value from json_each(${numbers}))`);
  const known = new Map(rows.map((row) => [row.endpoint, heartbeatOf(row)]));
  return wanted.flatMap((endpoint) => {
    const heartbeat = known.get(endpoint.number);
    const observation = heartbeat && observeHeartbeat(heartbeat, endpoint, at);
    if (!observation) return [];
    const verdict = judge(endpoint, observation);
    return { endpoint, results: [{ at, region: null, observation, verdict }], verdict };
  });
}

/** What is stored of a token: its digest is looked for, and sealed it can be shown. */
export type StoredToken = { hash: string; encrypted: string };

/** Whom a token lets report; null for one that is unknown or was revoked. */
export const findHeartbeatByToken = (db: Database, token: string, digest: string) =>
  findHeartbeatWhere(
    db,
    or(
      eq(heartbeatsTable.tokenHash, digest),
      and(eq(heartbeatsTable.tokenHash, token), isNull(heartbeatsTable.encryptedToken)),
    ),
  );

export const findHeartbeat = (db: Database, endpointId: string) =>
  findHeartbeatWhere(db, eq(endpointsTable.id, endpointId));

async function findHeartbeatWhere(
  db: Database,
  where: SQL | undefined,
): Promise<HeartbeatSource | null> {
  const [row] = await db
    .select({
      endpoint: endpointsTable,
      state: endpointStatesTable,
      heartbeat: heartbeatsTable,
    })
    .from(heartbeatsTable)
    .innerJoin(endpointsTable, eq(endpointsTable.number, heartbeatsTable.endpoint))
    .innerJoin(endpointStatesTable, eq(endpointStatesTable.endpoint, heartbeatsTable.endpoint))
    .where(where);
  return row
    ? {
        endpoint: endpointOf(row.endpoint),
        status: row.state.status,
        heartbeat: heartbeatOf(row.heartbeat),
      }
    : null;
}

export async function storeHeartbeat(db: Database, number: number, heartbeat: Heartbeat) {
  await db.update(heartbeatsTable).set(heartbeat).where(eq(heartbeatsTable.endpoint, number));
}

/** The sealed token, or the token as it was stored before they were sealed. */
export async function findPingToken(db: Database, number: number): Promise<string | null> {
  const [row] = await db
    .select({ token: heartbeatsTable.tokenHash, sealed: heartbeatsTable.encryptedToken })
    .from(heartbeatsTable)
    .where(eq(heartbeatsTable.endpoint, number));
  return row?.sealed ?? row?.token ?? null;
}

/** The first token, or another one in its place: the old one is revoked. */
export async function setPingToken(db: Database, id: string, { hash, encrypted }: StoredToken) {
  await db.run(sql`
    insert into heartbeats (endpoint, token_hash, encrypted_token)
    select number, ${hash}, ${encrypted} from endpoints where id = ${id}
    on conflict (endpoint) do update
    set token_hash = excluded.token_hash, encrypted_token = excluded.encrypted_token`);
}

function heartbeatOf(row: typeof heartbeatsTable.$inferSelect): Heartbeat {
  const { reportedAt, lastReportFailed, exitStatus, openRuns, durationMs } = row;
  return { reportedAt, lastReportFailed, exitStatus, openRuns, durationMs };
}
