import { and, eq, sql, type SQL } from "drizzle-orm";
import type { Endpoint } from "../domain/endpoint";
import type { Instant } from "../domain/instant";
import { concludePause, type Change } from "../domain/outcome";
import { rhythmOf } from "../domain/schedule";
import { unknownSince } from "../domain/status";
import type { EndpointFilter, StatusCount } from "../ports";
import type { EndpointRecord } from "../ports/endpoints";
import type { Page, Paged } from "../ports/page";
import { changeStatements, wonChanges } from "./changes";
import { pageOf, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { lastChecks, newerCheck } from "./last-checks";
import { leaveIncidents } from "./incident-changes";
import { concernedBy, maintenancesAt } from "./maintenances";
import { endpointOf, selectRows, stateOf, type Row } from "./rows";
import { days, endpoints, heartbeats, hours, statuses, transitions } from "./schema";
import { uptime24h } from "./uptime";

export async function listEndpoints(
  db: Database,
  filter: EndpointFilter,
  page: Page,
  now: Instant,
): Promise<Paged<EndpointRecord>> {
  const underWay = filter.status === null ? [] : await maintenancesAt(db, now);
  const rows = await selectRows(db)
    .where(and(shownAs(filter.status, underWay), matches(filter), after(page.cursor)))
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
  const rows = await selectRows(db).where(eq(endpoints.id, id));
  const [record] = await present(db, rows, now);
  return record ?? null;
}

/** Those of these ids that are still there. */
export async function recordsOf(
  db: Database,
  ids: readonly string[],
  now: Instant,
): Promise<EndpointRecord[]> {
  const rows = await selectRows(db).where(
    sql`${endpoints.id} in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return present(db, rows, now);
}

/** False where its id was there already; then nothing is written. */
export async function insertEndpoint(
  db: Database,
  endpoint: Omit<Endpoint, "number">,
): Promise<boolean> {
  const { status, since } = unknownSince(endpoint.createdAt);
  const [inserted] = await writeBatch(db, [
    db
      .insert(endpoints)
      .values({ ...endpoint, phaseSeconds: rhythmOf(endpoint).phaseSeconds })
      .onConflictDoNothing(),
    sql`
      insert into status (endpoint, status, since, failures, recoveries, version, written_at)
      select number, ${status}, ${since}, 0, 0, 0, 0 from endpoints where id = ${endpoint.id}
      on conflict do nothing`,
  ]);
  return inserted?.meta.changes === 1;
}

/**
 * With another interval, or paused, the last check is not looked for on the schedule: it is noted.
 * False where the endpoint would depend on itself, by a change that was stored since it was checked.
 */
export async function updateEndpoint(
  db: Database,
  { endpoint, lastCheck }: EndpointRecord,
  changes: Partial<Endpoint>,
): Promise<boolean> {
  const { intervalSeconds, dependsOn } = changes;
  const isNewRhythm = intervalSeconds !== undefined;
  const phase = isNewRhythm
    ? { phaseSeconds: rhythmOf({ ...endpoint, intervalSeconds }).phaseSeconds }
    : {};
  const noted =
    (isNewRhythm || changes.paused) && lastCheck
      ? [
          db
            .update(statuses)
            .set({ lastCheckedAt: lastCheck.at, lastResponseTime: lastCheck.responseTime })
            .where(eq(statuses.endpoint, endpoint.number)),
        ]
      : [];
  const [updated] = await writeBatch(db, [
    db
      .update(endpoints)
      .set({ ...changes, ...phase })
      .where(
        and(
          eq(endpoints.number, endpoint.number),
          dependsOn ? dependsNotOn(endpoint.id, dependsOn) : undefined,
        ),
      ),
    ...noted,
  ]);
  return updated?.meta.changes !== 0;
}

/** In the same statement as the write: of two changes at once the second sees the first. */
const dependsNotOn = (id: string, dependsOn: readonly string[]): SQL => sql`${id} not in (
  with recursive reached (id) as (
    select value from json_each(${JSON.stringify(dependsOn)})
    union
    select link.value from reached join endpoints as parent on parent.id = reached.id,
      json_each(parent.depends_on) as link)
  select id from reached)`;

/** Once an endpoint is paused, ends what was known; answers that, or null where it is gone. */
export async function pauseEndpoint(db: Database, id: string, at: Instant): Promise<Change | null> {
  for (;;) {
    const [row] = await selectRows(db).where(eq(endpoints.id, id));
    if (!row) return null;
    const remembered = {
      endpoint: endpointOf(row.endpoints),
      state: stateOf(row.status),
      version: row.status.version,
    };
    const change = concludePause(remembered, at);
    const [answer] = await writeBatch(db, changeStatements([change], at));
    // A check that was stored at the same moment won: what it found is ended now.
    if (wonChanges([change], answer).length > 0) return change;
  }
}

export async function removeEndpoint(db: Database, endpoint: Endpoint, at: Instant) {
  const { id, number } = endpoint;
  await writeBatch(db, [
    noteRemoval(endpoint, at),
    sql`
      update endpoints set depends_on =
        (select json_group_array(value) from json_each(depends_on) where value <> ${id})
      where depends_on <> '[]' and ${id} in (select value from json_each(depends_on))`,
    sql`
      update maintenances set endpoint_ids =
        (select json_group_array(value) from json_each(endpoint_ids) where value <> ${id})
      where ${id} in (select value from json_each(endpoint_ids))`,
    ...leaveIncidents(number, at),
    db.delete(endpoints).where(eq(endpoints.number, number)),
    db.delete(statuses).where(eq(statuses.endpoint, number)),
    db.delete(transitions).where(eq(transitions.endpoint, number)),
    db.delete(heartbeats).where(eq(heartbeats.endpoint, number)),
    // Ninety days of hours and the days of years, by the beginning of their keys.
    db.delete(hours).where(eq(hours.endpoint, number)),
    db.delete(days).where(eq(days.endpoint, number)),
  ]);
}

/** What is open of it ends with it, for those who heard that it began. */
const noteRemoval = ({ id, number }: Endpoint, at: Instant): SQL => sql`
  insert into outbox (news)
  select json_object('kind', 'ended', 'ending', 'removed', 'at', ${at}, 'episodeId', id)
  from (
    select id from incidents where endpoint = ${number} and resolved_at is null
    union select id from episodes where episode ->> 'endpointId' = ${id} and ended_at is null)`;

/** Each endpoint once. */
export async function countByStatus(db: Database, now: Instant): Promise<StatusCount[]> {
  const underWay = await maintenancesAt(db, now);
  return db.all<StatusCount>(sql`
    select ${shown(underWay)} as status, count(*) as count
    from endpoints join status on status.endpoint = endpoints.number group by 1`);
}

async function present(db: Database, rows: Row[], now: Instant): Promise<EndpointRecord[]> {
  if (rows.length === 0) return [];
  const [checks, uptimes, underWay] = await Promise.all([
    lastChecks(
      db,
      rows.map(({ endpoints: endpoint }) => endpoint).filter(({ paused }) => !paused),
      now,
    ),
    uptime24h(
      db,
      rows.map(({ endpoints: endpoint, status }) => ({ endpoint, status })),
      now,
    ),
    maintenancesAt(db, now),
  ]);
  return rows.map(({ endpoints: row, status }) => ({
    endpoint: endpointOf(row),
    state: stateOf(status),
    maintenance: maintenanceNow(underWay, row.id),
    errorMessage: status.errorMessage,
    lastCheck: newerCheck(checks.get(row.number), status),
    uptime24h: uptimes.get(row.number) ?? null,
  }));
}

function maintenanceNow(underWay: UnderWay, id: string) {
  const found = underWay.find(({ maintenance }) => maintenance.endpointIds.includes(id));
  return found
    ? { id: found.maintenance.id, title: found.maintenance.title, endsAt: found.window.to }
    : null;
}

type UnderWay = Awaited<ReturnType<typeof maintenancesAt>>;

/** As what an endpoint is shown: paused before in maintenance, and that before its status. */
function shown(underWay: UnderWay): SQL {
  const ids = [...concernedBy(underWay.map(({ maintenance }) => maintenance))];
  const isConcerned = sql`${endpoints.id} in (select value from json_each(${JSON.stringify(ids)}))`;
  return sql`iif(${endpoints.paused}, 'PAUSED', iif(${isConcerned}, 'MAINTENANCE', ${statuses.status}))`;
}

const shownAs = (status: EndpointFilter["status"], underWay: UnderWay): SQL | undefined =>
  status === null ? undefined : sql`${shown(underWay)} = ${status}`;

function matches({ tag, q }: EndpointFilter): SQL | undefined {
  return and(
    tag === null ? undefined : sql`${tag} in (select value from json_each(${endpoints.tags}))`,
    q === null
      ? undefined
      : sql`instr(lower(${endpoints.name} || ' ' || ${endpoints.url}), lower(${q}))`,
  );
}

function after(cursor: string | null): SQL | undefined {
  const key = readCursor<[name: string, id: string]>(cursor, ["string", "string"]);
  if (!key) return undefined;
  const [name, id] = key;
  // As one value, so that the index is entered where the page begins.
  return sql`(${endpoints.name}, ${endpoints.id}) > (${name}, ${id})`;
}
