import { and, eq, gt, or, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import { concludePause, type Change } from "../domain/outcome";
import { phaseSeconds } from "../domain/schedule";
import { unknownSince } from "../domain/status";
import type { EndpointFilter, EndpointRecord, Page, Paged, StatusCount } from "../ports";
import { changeStatements, wonChanges } from "./changes";
import { pageOf, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { endpointOf, loadOne } from "./due";
import { lastChecks, newerCheck } from "./last-checks";
import { endpoints, incidents, statuses, transitions } from "./schema";
import { uptime24h } from "./uptime";

export async function listEndpoints(
  db: Database,
  filter: EndpointFilter,
  page: Page,
  now: Instant,
): Promise<Paged<EndpointRecord>> {
  const rows = await selectEndpoints(db)
    .where(and(matches(filter), after(page.cursor)))
    .orderBy(endpoints.name, endpoints.id)
    .limit(page.limit + 1);
  const records = await present(db, rows, now);
  return pageOf(records, page, ({ endpoint }) => [endpoint.name, endpoint.id]);
}

export async function findEndpoint(
  db: Database,
  id: string,
  now: Instant,
): Promise<EndpointRecord | null> {
  const rows = await selectEndpoints(db).where(eq(endpoints.id, id));
  const [record] = await present(db, rows, now);
  return record ?? null;
}

export async function insertEndpoint(db: Database, endpoint: Omit<Endpoint, "number">) {
  const { failingSince, ...state } = unknownSince(endpoint.createdAt);
  await writeBatch(db, [
    db.insert(endpoints).values({ ...endpoint, phaseSeconds: phaseOf(endpoint) }),
    sql`
      insert into status (endpoint, status, since, failures, failing_since, recoveries, version, written_at)
      select number, ${state.status}, ${state.since}, ${state.failures}, ${failingSince},
        ${state.recoveries}, 0, 0 from endpoints where id = ${endpoint.id}`,
  ]);
}

export async function updateEndpoint(db: Database, id: string, changes: Partial<Endpoint>) {
  const { intervalSeconds } = changes;
  const phase =
    intervalSeconds === undefined ? {} : { phaseSeconds: phaseOf({ id, intervalSeconds }) };
  await db
    .update(endpoints)
    .set({ ...changes, ...phase })
    .where(eq(endpoints.id, id));
}

/** Null where there was nothing to end, or a check ended it at the same moment. */
export async function pauseEndpoint(db: Database, id: string, at: Instant): Promise<Change | null> {
  await updateEndpoint(db, id, { paused: true, updatedAt: at });
  const [due] = await loadOne(db, id);
  const change = due && concludePause(due, at);
  if (!change) return null;
  const [answer] = await writeBatch(db, changeStatements([change], at));
  return wonChanges([change], answer)[0] ?? null;
}

export async function removeEndpoint(db: Database, { number }: Endpoint) {
  await writeBatch(db, [
    db.delete(endpoints).where(eq(endpoints.number, number)),
    db.delete(statuses).where(eq(statuses.endpoint, number)),
    db.delete(incidents).where(eq(incidents.endpoint, number)),
    db.delete(transitions).where(eq(transitions.endpoint, number)),
  ]);
}

export async function countByStatus(db: Database): Promise<StatusCount[]> {
  return db
    .select({
      status: statuses.status,
      paused: endpoints.paused,
      count: sql<number>`count(*)`,
    })
    .from(endpoints)
    .innerJoin(statuses, eq(statuses.endpoint, endpoints.number))
    .groupBy(statuses.status, endpoints.paused);
}

const phaseOf = ({ id, intervalSeconds }: Pick<Endpoint, "id" | "intervalSeconds">): number =>
  phaseSeconds(id, intervalSeconds);

const selectEndpoints = (db: Database) =>
  db
    .select()
    .from(endpoints)
    .innerJoin(statuses, eq(statuses.endpoint, endpoints.number))
    .$dynamic();

type Row = { endpoints: typeof endpoints.$inferSelect; status: typeof statuses.$inferSelect };

async function present(db: Database, rows: Row[], now: Instant): Promise<EndpointRecord[]> {
  if (rows.length === 0) return [];
  const [checks, uptimes] = await Promise.all([
    lastChecks(
      db,
      rows.map(({ endpoints: endpoint }) => endpoint),
      now,
    ),
    uptime24h(
      db,
      rows.map(({ status }) => status),
      now,
    ),
  ]);
  return rows.map(({ endpoints: row, status }) => ({
    endpoint: endpointOf(row),
    state: { status: status.status, since: status.since },
    errorMessage: status.errorMessage,
    lastCheck: newerCheck(checks.get(row.number), status),
    uptime24h: uptimes.get(row.number) ?? null,
  }));
}

function matches({ status, tag, q }: EndpointFilter): SQL | undefined {
  return and(
    status === "PAUSED" ? eq(endpoints.paused, true) : undefined,
    status && status !== "PAUSED"
      ? and(eq(endpoints.paused, false), eq(statuses.status, status))
      : undefined,
    tag === null ? undefined : sql`${tag} in (select value from json_each(${endpoints.tags}))`,
    q === null
      ? undefined
      : sql`instr(lower(${endpoints.name} || ' ' || ${endpoints.url}), ${q.toLowerCase()})`,
  );
}

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[name: string, id: string]>(cursor, ["string", "string"]);
  if (!key) return undefined;
  const [name, id] = key;
  return or(gt(endpoints.name, name), and(eq(endpoints.name, name), gt(endpoints.id, id)));
}
