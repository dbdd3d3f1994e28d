import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/checks/endpoint";
import type { Instant } from "../domain/instant";
import { concludePause, type StateChange } from "../domain/status/conclude";
import { scheduleOf } from "../domain/schedule";
import { unknownSince } from "../domain/status/status";
import type { EndpointFilter, StatusCount } from "../ports";
import type { EndpointRecord, EndpointUpdate } from "../ports/endpoints";
import type { Pagination, Paginated } from "../ports/pagination";
import type { Edit } from "../ports/versions";
import { changeStatements, appliedChanges } from "./state-changes";
import { paginate, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { wouldNotDependOnItself } from "./due-endpoints";
import { loadLastChecks, latestCheck } from "./last-checks";
import { maintainedEndpointIds, activeMaintenances } from "./maintenances";
import { endpointOf, selectRows, stateOf, type EndpointRow } from "./endpoint-rows";
import { endpointsTable, endpointStatesTable } from "./schema/monitoring";
import { loadUptime24h } from "./uptime";
import { editedBy, unlessEdited } from "./versions";

export async function listEndpoints(
  db: Database,
  filter: EndpointFilter,
  page: Pagination,
  now: Instant,
): Promise<Paginated<EndpointRecord>> {
  const active = filter.status === null ? [] : await activeMaintenances(db, now);
  const rows = await selectRows(db)
    .where(and(hasDisplayedStatus(filter.status, active), matches(filter), after(page.cursor)))
    .orderBy(endpointsTable.name, endpointsTable.id)
    .limit(page.limit + 1);
  const records = await toRecords(db, rows, now);
  return paginate(records, page, ({ endpoint }) => [endpoint.name, endpoint.id]);
}

export async function findEndpoint(
  db: Database,
  id: string,
  now: Instant,
): Promise<EndpointRecord | null> {
  const rows = await selectRows(db).where(eq(endpointsTable.id, id));
  const [record] = await toRecords(db, rows, now);
  return record ?? null;
}

/** Those of these ids that are still there. */
export async function loadEndpointRecords(
  db: Database,
  ids: readonly string[],
  now: Instant,
): Promise<EndpointRecord[]> {
  const rows = await selectRows(db).where(
    sql`${endpointsTable.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return toRecords(db, rows, now);
}

/** False where its id was there already; then nothing is written. */
export async function insertEndpoint(
  db: Database,
  endpoint: Omit<Endpoint, "number">,
): Promise<boolean> {
  const { status, since } = unknownSince(endpoint.createdAt);
  const [inserted] = await writeBatch(db, [
    db
      .insert(endpointsTable)
      .values({ ...endpoint, phaseSeconds: scheduleOf(endpoint).phaseSeconds })
      .onConflictDoNothing(),
    sql`
      insert into endpoint_states (endpoint, status, since, consecutive_failures,
        consecutive_successes, version, written_at)
      select number, ${status}, ${since}, 0, 0, 0, 0 from endpoints where id = ${endpoint.id}
      on conflict do nothing`,
  ]);
  return inserted?.meta.changes === 1;
}

/**
 * With another interval, or paused, the last check is not looked for on the schedule: it is noted.
 * `circular` where the endpoint would depend on itself, by a change of another one that was stored
 * since; `edited` where somebody saved since, or where it is gone.
 */
export async function updateEndpoint(
  db: Database,
  { endpoint, lastCheck }: EndpointRecord,
  changes: Partial<Endpoint>,
  edit: Edit,
): Promise<EndpointUpdate> {
  const { intervalSeconds, dependsOn } = changes;
  const isRescheduled = intervalSeconds !== undefined;
  const phase = isRescheduled
    ? { phaseSeconds: scheduleOf({ ...endpoint, intervalSeconds }).phaseSeconds }
    : {};
  const lastCheckUpdate =
    (isRescheduled || changes.paused) && lastCheck
      ? [
          db
            .update(endpointStatesTable)
            .set({ lastCheckedAt: lastCheck.at, lastResponseTime: lastCheck.responseTime })
            .where(eq(endpointStatesTable.endpoint, endpoint.number)),
        ]
      : [];
  const update = db
    .update(endpointsTable)
    .set({ ...changes, ...phase, ...editedBy(edit) })
    .where(
      and(
        eq(endpointsTable.number, endpoint.number),
        dependsOn ? wouldNotDependOnItself(endpoint.id, dependsOn) : undefined,
      ),
    );
  const results = await unlessEdited(() => writeBatch(db, [update, ...lastCheckUpdate]));
  if (results?.[0]?.meta.changes === 1) return "saved";
  return results && dependsOn ? "circular" : "edited";
}

/** Once an endpoint is paused, ends what was known; answers that, or null where it is gone. */
export async function pauseEndpoint(
  db: Database,
  id: string,
  at: Instant,
): Promise<StateChange | null> {
  for (;;) {
    const [row] = await selectRows(db).where(eq(endpointsTable.id, id));
    if (!row) return null;
    const snapshot = {
      endpoint: endpointOf(row.endpoint),
      state: stateOf(row.state),
      version: row.state.version,
    };
    const change = concludePause(snapshot, at);
    const [answer] = await writeBatch(db, changeStatements([change], at));
    // A check that was stored at the same moment won: what it found is ended now.
    if (appliedChanges([change], answer).length > 0) return change;
  }
}

/** Each endpoint once. */
export async function countByStatus(db: Database, now: Instant): Promise<StatusCount[]> {
  const active = await activeMaintenances(db, now);
  return db.all<StatusCount>(sql`
    select ${displayedStatus(active)} as status, count(*) as count
    from endpoints join endpoint_states on endpoint_states.endpoint = endpoints.number group by 1`);
}

async function toRecords(
  db: Database,
  rows: EndpointRow[],
  now: Instant,
): Promise<EndpointRecord[]> {
  if (rows.length === 0) return [];
  const unpaused = rows.map(({ endpoint }) => endpoint).filter(({ paused }) => !paused);
  const statuses = rows.map(({ endpoint, state }) => ({ endpoint, status: state }));
  const [checks, uptimes, active] = await Promise.all([
    loadLastChecks(db, unpaused, now),
    loadUptime24h(db, statuses, now),
    activeMaintenances(db, now),
  ]);
  return rows.map(({ endpoint: row, state }) => ({
    endpoint: endpointOf(row),
    state: stateOf(state),
    maintenance: activeMaintenance(active, row.id),
    errorMessage: state.errorMessage,
    lastCheck: latestCheck(checks.get(row.number), state),
    uptime24h: uptimes.get(row.number) ?? null,
  }));
}

function activeMaintenance(active: ActiveMaintenances, id: string) {
  const found = active.find(({ maintenance }) => maintenance.endpointIds.includes(id));
  return found
    ? { id: found.maintenance.id, title: found.maintenance.title, endsAt: found.window.to }
    : null;
}

type ActiveMaintenances = Awaited<ReturnType<typeof activeMaintenances>>;

/** As what an endpoint is shown: paused before in maintenance, and that before its status. */
function displayedStatus(active: ActiveMaintenances): SQL {
  const ids = [...maintainedEndpointIds(active.map(({ maintenance }) => maintenance))];
  const isConcerned = sql`${endpointsTable.id} in (select value from json_each(${JSON.stringify(ids)}))`;
  return sql`iif(${endpointsTable.paused}, 'PAUSED', iif(${isConcerned}, 'MAINTENANCE', ${endpointStatesTable.status}))`;
}

const hasDisplayedStatus = (
  status: EndpointFilter["status"],
  active: ActiveMaintenances,
): SQL | undefined => (status === null ? undefined : sql`${displayedStatus(active)} = ${status}`);

function matches({ tag, q }: EndpointFilter): SQL | undefined {
  return and(
    tag === null ? undefined : sql`${tag} in (select value from json_each(${endpointsTable.tags}))`,
    q === null
      ? undefined
      : sql`instr(lower(${endpointsTable.name} || ' ' || substr(endpoints.url, 1, instr(endpoints.url || '?', '?') - 1)), lower(${q}))`,
  );
}

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[name: string, id: string]>(cursor, ["string", "string"]);
  if (!key) return undefined;
  const [name, id] = key;
  // As one value, so that the index is entered where the page begins.
  return sql`(${endpointsTable.name}, ${endpointsTable.id}) > (${name}, ${id})`;
}
