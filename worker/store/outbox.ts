import { asc, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { ActiveAlert } from "../domain/alerts/group";
import type { DispatchResult, NewDelivery, OutboxEvent } from "../ports/notifications";
import { writeBatch, type Database } from "./database";
import { incidentsTable } from "./schema/incidents";
import { alertsTable, outboxTable } from "./schema/notifications";

/** What is to be told and was not dealt out, in its order. */
export const loadOutbox = (db: Database, limit: number): Promise<OutboxEvent[]> =>
  db.select().from(outboxTable).orderBy(asc(outboxTable.number)).limit(limit);

/** Whether anything is: 0 or 1, as a column. */
export const hasOutboxEvents = sql<number>`exists (select 1 from ${outboxTable})`;

export async function loadAlerts(db: Database): Promise<Map<string, ActiveAlert>> {
  const rows = await db.select().from(alertsTable);
  return new Map(rows.map(({ id, ...alert }) => [id, alert]));
}

/** Which incident each of these is part of; of what is no incident nothing. */
export async function parentIncidents(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: incidentsTable.id, parentId: incidentsTable.parentId })
    .from(incidentsTable)
    .where(sql`${incidentsTable.id} in (select value from json_each(${JSON.stringify(ids)}))`);
  return new Map(rows.map(({ id, parentId }) => [id, parentId]));
}

/** What a round has decided, in one batch: all of it or nothing. */
export async function storeDispatch(
  db: Database,
  { lastEventNumber, changed, settled, deliveries, subscriberUpdates, at }: DispatchResult,
): Promise<void> {
  const statements: SQLWrapper[] = [sql`delete from outbox where number <= ${lastEventNumber}`];
  for (const rows of chunks(changed)) statements.push(upsertAlerts(rows));
  for (const rows of chunks(deliveries)) statements.push(insertDeliveries(rows, at));
  for (const { pageId, notifiedUpdateIds, openItems } of subscriberUpdates) {
    statements.push(sql`
      insert into page_notification_state (page_id, notified_update_ids, open_items)
      values (${pageId}, ${JSON.stringify(notifiedUpdateIds)}, ${JSON.stringify(openItems)})
      on conflict (page_id) do update
      set notified_update_ids = excluded.notified_update_ids, open_items = excluded.open_items`);
  }
  if (settled.length > 0) {
    const ids = JSON.stringify(settled);
    statements.push(sql`delete from alerts where id in (select value from json_each(${ids}))`);
  }
  await writeBatch(db, statements);
}

/** A bound parameter is at most 2 MB; a character takes up to three bytes of it. */
const MAX_CHARACTERS = 600_000;

function* chunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  let [chunk, size]: [Row[], number] = [[], 0];
  for (const row of rows) {
    const { length } = JSON.stringify(row);
    if (chunk.length > 0 && size + length > MAX_CHARACTERS) {
      yield chunk;
      [chunk, size] = [[], 0];
    }
    chunk.push(row);
    size += length;
  }
  if (chunk.length > 0) yield chunk;
}

const upsertAlerts = (rows: readonly ActiveAlert[]): SQL => sql`
  insert into alerts (id, alert, ended_at, resolution, acknowledged_at, notification_state)
  select a.value -> 'alert' ->> 'id', a.value -> 'alert', a.value ->> 'endedAt',
    a.value ->> 'resolution', a.value ->> 'acknowledgedAt', a.value -> 'notificationState'
  from json_each(${JSON.stringify(rows)}) as a where true
  on conflict (id) do update set alert = excluded.alert, ended_at = excluded.ended_at,
    resolution = excluded.resolution, acknowledged_at = excluded.acknowledged_at,
    notification_state = excluded.notification_state`;

const insertDeliveries = (rows: readonly NewDelivery[], at: Instant): SQL => sql`
  insert into deliveries (id, channel_id, alert_id, payload, created_at, status)
  select d.value ->> 'id', d.value ->> 'channelId',
    d.value -> 'payload' -> 'alert' ->> 'id', d.value -> 'payload', ${at}, 'waiting'
  from json_each(${JSON.stringify(rows)}) as d where true order by d.key
  on conflict (id) do nothing`;

/** Log and dead letters are kept so long. */
const RETENTION_MS = 30 * 86_400_000;
const EXPIRED_PER_RUN = 100;

export async function expireDeliveries(db: Database, at: Instant): Promise<void> {
  // The oldest are looked at, and no more than these.
  await db.run(sql`
    delete from deliveries where number in (select number from (
      select number, created_at, status from deliveries order by number limit ${EXPIRED_PER_RUN})
      where created_at < ${at - RETENTION_MS} and status <> 'waiting')`);
}
