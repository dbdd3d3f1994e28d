import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import {
  batchId,
  type DeliveryAttempt,
  type Delivery,
  type DeliveryStatus,
} from "../domain/alerts/delivery";
import type { Instant } from "../domain/instant";
import type { Pagination, Paginated } from "../ports/pagination";
import type { DeliveryRecord } from "../ports/notifications";
import { paginate, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { deliveriesTable } from "./schema/notifications";

/** A storm is told in messages of so many at most. */
const MAX_PENDING = 500;

/** What waits for a channel, in its order. */
export const loadPending = (db: Database, channelId: string): Promise<Delivery[]> =>
  db
    .select(PENDING_COLUMNS)
    .from(deliveriesTable)
    .where(isPending(channelId))
    .orderBy(asc(deliveriesTable.number))
    .limit(MAX_PENDING);

const PENDING_COLUMNS = {
  number: deliveriesTable.number,
  id: deliveriesTable.id,
  alertId: deliveriesTable.alertId,
  payload: deliveriesTable.payload,
  createdAt: deliveriesTable.createdAt,
  attempts: deliveriesTable.attempts,
};

/** Channels for which something waits. */
export async function channelsWithPending(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ channelId: deliveriesTable.channelId })
    .from(deliveriesTable)
    .where(eq(deliveriesTable.status, "waiting"));
  return rows.map(({ channelId }) => channelId);
}

/** Writes down an attempt at these together. */
export async function recordAttempts(
  db: Database,
  sent: readonly Delivery[],
  { attempt, status, at }: { attempt: DeliveryAttempt; status: DeliveryStatus; at: Instant },
): Promise<void> {
  const { outcome, statusCode, durationMs } = attempt;
  const id = sent.length > 1 ? batchId(sent) : null;
  await db
    .update(deliveriesTable)
    .set({
      status,
      attempts: sql`${deliveriesTable.attempts} + 1`,
      attemptedAt: at,
      outcome,
      statusCode,
      durationMs,
      batchId: id,
    })
    .where(isAmong(sent.map(({ number }) => number)));
}

/** What has waited too long is a dead letter, or all that waits where nobody listens any more. */
export async function markDead(db: Database, channelId: string, before: Instant | null) {
  await db
    .update(deliveriesTable)
    .set({ status: "dead" })
    .where(
      and(
        isPending(channelId),
        before === null ? undefined : lt(deliveriesTable.createdAt, before),
      ),
    );
}

/** Those of these alerts of which the channel never heard that they began. */
export async function undeliveredAlerts(db: Database, channelId: string, ids: readonly string[]) {
  const rows = await db.all<{ alertId: string }>(sql`
    select alert_id as "alertId" from deliveries
    where channel_id = ${channelId} and alert_id in (select value from json_each(${JSON.stringify(ids)}))
    group by alert_id
    having sum(status = 'delivered') = 0 and sum(status = 'dead') > 0`);
  return new Set(rows.map(({ alertId }) => alertId));
}

export async function skipDeliveries(db: Database, numbers: readonly number[]): Promise<void> {
  await db.update(deliveriesTable).set({ status: "skipped" }).where(isAmong(numbers));
}

/** Newest first. */
export async function listDeliveries(
  db: Database,
  channelId: string,
  status: DeliveryStatus | null,
  page: Pagination,
): Promise<Paginated<DeliveryRecord>> {
  const key = readCursor<[number: number]>(page.cursor, ["number"]);
  const rows = await db
    .select()
    .from(deliveriesTable)
    .where(
      and(
        eq(deliveriesTable.channelId, channelId),
        key ? lt(deliveriesTable.number, key[0]) : undefined,
        status ? eq(deliveriesTable.status, status) : undefined,
      ),
    )
    .orderBy(desc(deliveriesTable.number))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ number }) => [number]);
}

/**
 * Dead letters wait again, as if they were new: all of a channel, or one. Answers how many. Who hears
 * by them that something began hears its end as well, which was not sent while they had not.
 */
export async function retryDead(
  db: Database,
  channelId: string,
  { id, at }: { id: string | null; at: Instant },
): Promise<number> {
  const [revived] = await writeBatch(db, [
    db
      .update(deliveriesTable)
      .set({ status: "waiting", createdAt: at })
      .where(
        and(
          eq(deliveriesTable.channelId, channelId),
          eq(deliveriesTable.status, "dead"),
          id === null ? undefined : eq(deliveriesTable.id, id),
        ),
      ),
    sql`
      update deliveries set status = 'waiting', created_at = ${at}
      where channel_id = ${channelId} and status = 'skipped' and payload ->> 'kind' = 'ended'
        and alert_id in (
          select alert_id from deliveries where channel_id = ${channelId} and status = 'waiting')`,
  ]);
  return revived?.meta.changes ?? 0;
}

/** A message that was sent at once, to try the channel. */
export async function logTest(
  db: Database,
  channelId: string,
  { id, attempt, at }: { id: string; attempt: DeliveryAttempt; at: Instant },
): Promise<void> {
  const { outcome, statusCode, durationMs } = attempt;
  await db.insert(deliveriesTable).values({
    id,
    channelId,
    payload: { kind: "test", at },
    createdAt: at,
    // A test is not sent again: it said what it had to say.
    status: outcome === "delivered" ? "delivered" : "skipped",
    attempts: 1,
    attemptedAt: at,
    outcome,
    statusCode,
    durationMs,
  });
}

/** As one parameter: there may be more than D1 allows. */
const isAmong = (numbers: readonly number[]) =>
  sql`${deliveriesTable.number} in (select value from json_each(${JSON.stringify(numbers)}))`;

const isPending = (channelId: string) =>
  and(eq(deliveriesTable.channelId, channelId), eq(deliveriesTable.status, "waiting"));
