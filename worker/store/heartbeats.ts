import { and, eq, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import { observeHeartbeat, type Heartbeat } from "../domain/heartbeat";
import type { Instant } from "../domain/instant";
import type { Checked } from "../domain/outcome";
import { judge } from "../domain/verdict";
import type { Reporter } from "../ports/heartbeats";
import type { Database } from "./database";
import { endpointOf } from "./rows";
import { endpoints, heartbeats, statuses } from "./schema";

/** What those that report by themselves look like at an instant; nothing of one that never did. */
export async function checkHeartbeats(
  db: Database,
  wanted: readonly Endpoint[],
  at: Instant,
): Promise<Checked[]> {
  if (wanted.length === 0) return [];
  const numbers = JSON.stringify(wanted.map(({ number }) => number));
  const rows = await db
    .select()
    .from(heartbeats)
    .where(sql`${heartbeats.endpoint} in (select value from json_each(${numbers}))`);
  const known = new Map(rows.map((row) => [row.endpoint, heartbeatOf(row)]));
  return wanted.flatMap((endpoint) => {
    const heartbeat = known.get(endpoint.number);
    const observation = heartbeat && observeHeartbeat(heartbeat, endpoint, at);
    if (!observation) return [];
    const verdict = judge(endpoint, observation);
    return { endpoint, looks: [{ at, region: null, observation, verdict }], verdict };
  });
}

/** What is stored of a token: its digest is looked for, and sealed it can be shown. */
export type StoredToken = { digest: string; sealed: string };

/** Whom a token lets report; null for one that is unknown or was revoked. */
export const findReporter = (db: Database, token: string, digest: string) =>
  reporterWhere(
    db,
    or(
      eq(heartbeats.token, digest),
      and(eq(heartbeats.token, token), isNull(heartbeats.sealedToken)),
    ),
  );

export const findReporterOf = (db: Database, endpointId: string) =>
  reporterWhere(db, eq(endpoints.id, endpointId));

async function reporterWhere(db: Database, where: SQL | undefined): Promise<Reporter | null> {
  const [row] = await db
    .select()
    .from(heartbeats)
    .innerJoin(endpoints, eq(endpoints.number, heartbeats.endpoint))
    .innerJoin(statuses, eq(statuses.endpoint, heartbeats.endpoint))
    .where(where);
  return row
    ? {
        endpoint: endpointOf(row.endpoints),
        status: row.status.status,
        heartbeat: heartbeatOf(row.heartbeats),
      }
    : null;
}

export async function storeHeartbeat(db: Database, number: number, heartbeat: Heartbeat) {
  await db.update(heartbeats).set(heartbeat).where(eq(heartbeats.endpoint, number));
}

/** The sealed token, or the token as it was stored before they were sealed. */
export async function findPingToken(db: Database, number: number): Promise<string | null> {
  const [row] = await db
    .select({ token: heartbeats.token, sealed: heartbeats.sealedToken })
    .from(heartbeats)
    .where(eq(heartbeats.endpoint, number));
  return row?.sealed ?? row?.token ?? null;
}

/** The first token, or another one in its place: the old one is revoked. */
export async function setPingToken(db: Database, id: string, { digest, sealed }: StoredToken) {
  await db.run(sql`
    insert into heartbeats (endpoint, token, sealed_token)
    select number, ${digest}, ${sealed} from endpoints where id = ${id}
    on conflict (endpoint) do update
    set token = excluded.token, sealed_token = excluded.sealed_token`);
}

function heartbeatOf(row: typeof heartbeats.$inferSelect): Heartbeat {
  const { reportedAt, hasFailed, exitStatus, runs, durationMs } = row;
  return { reportedAt, hasFailed, exitStatus, runs, durationMs };
}
