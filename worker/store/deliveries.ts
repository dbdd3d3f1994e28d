import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import { digestId, type Attempt, type Delivery, type DeliveryStatus } from "../domain/delivery";
import type { Instant } from "../domain/instant";
import type { Page, Paged } from "../ports/page";
import type { DeliveryRecord } from "../ports/notifying";
import { pageOf, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { deliveries } from "./notifying-schema";

/** A storm is told in messages of so many at most. */
const WAITING_AT_ONCE = 500;

/** What waits for a channel, in its order. */
export const loadWaiting = (db: Database, channelId: string): Promise<Delivery[]> =>
  db
    .select(WAITING)
    .from(deliveries)
    .where(isWaiting(channelId))
    .orderBy(asc(deliveries.number))
    .limit(WAITING_AT_ONCE);

const WAITING = {
  number: deliveries.number,
  id: deliveries.id,
  episode: deliveries.episode,
  notification: deliveries.notification,
  createdAt: deliveries.createdAt,
  attempts: deliveries.attempts,
};

/** Channels for which something waits. */
export async function waitingChannels(db: Database): Promise<string[]> {
  const rows = await db
    .selectDistinct({ channel: deliveries.channel })
    .from(deliveries)
    .where(eq(deliveries.status, "waiting"));
  return rows.map(({ channel }) => channel);
}

/** Writes down an attempt at these together. */
export async function settleDeliveries(
  db: Database,
  sent: readonly Delivery[],
  { attempt, status, at }: { attempt: Attempt; status: DeliveryStatus; at: Instant },
): Promise<void> {
  const { outcome, statusCode, durationMs } = attempt;
  const digest = sent.length > 1 ? digestId(sent) : null;
  await db
    .update(deliveries)
    .set({
      status,
      attempts: sql`${deliveries.attempts} + 1`,
      attemptedAt: at,
      outcome,
      statusCode,
      durationMs,
      digest,
    })
    .where(isAmong(sent.map(({ number }) => number)));
}

/** What has waited too long is a dead letter, or all that waits where nobody listens any more. */
export async function buryDeliveries(db: Database, channelId: string, before: Instant | null) {
  await db
    .update(deliveries)
    .set({ status: "dead" })
    .where(
      and(isWaiting(channelId), before === null ? undefined : lt(deliveries.createdAt, before)),
    );
}

/** Those of these episodes of which the channel never heard that they began. */
export async function unheardEpisodes(db: Database, channelId: string, ids: readonly string[]) {
  const rows = await db.all<{ episode: string }>(sql`
    select episode from deliveries
    where channel = ${channelId} and episode in (select value from json_each(${JSON.stringify(ids)}))
    group by episode
    having sum(status = 'delivered') = 0 and sum(status = 'dead') > 0`);
  return new Set(rows.map(({ episode }) => episode));
}

export async function skipDeliveries(db: Database, numbers: readonly number[]): Promise<void> {
  await db.update(deliveries).set({ status: "skipped" }).where(isAmong(numbers));
}

/** Newest first. */
export async function listDeliveries(
  db: Database,
  channelId: string,
  status: DeliveryStatus | null,
  page: Page,
): Promise<Paged<DeliveryRecord>> {
  const key = readCursor<[number: number]>(page.cursor, ["number"]);
  const rows = await db
    .select()
    .from(deliveries)
    .where(
      and(
        eq(deliveries.channel, channelId),
        key ? lt(deliveries.number, key[0]) : undefined,
        status ? eq(deliveries.status, status) : undefined,
      ),
    )
    .orderBy(desc(deliveries.number))
    .limit(page.limit + 1);
  return pageOf(rows, page, ({ number }) => [number]);
}

/**
 * Dead letters wait again, as if they were new: all of a channel, or one. Answers how many. Who hears
 * by them that something began hears its end as well, which was not sent while they had not.
 */
export async function reviveDeliveries(
  db: Database,
  channelId: string,
  { id, at }: { id: string | null; at: Instant },
): Promise<number> {
  const [revived] = await writeBatch(db, [
    db
      .update(deliveries)
      .set({ status: "waiting", createdAt: at })
      .where(
        and(
          eq(deliveries.channel, channelId),
          eq(deliveries.status, "dead"),
          id === null ? undefined : eq(deliveries.id, id),
        ),
      ),
    sql`
      update deliveries set status = 'waiting', created_at = ${at}
      where channel = ${channelId} and status = 'skipped' and notification ->> 'kind' = 'ended'
        and episode in (
          select episode from deliveries where channel = ${channelId} and status = 'waiting')`,
  ]);
  return revived?.meta.changes ?? 0;
}

/** A message that was sent at once, to try the channel. */
export async function logTest(
  db: Database,
  channelId: string,
  { id, attempt, at }: { id: string; attempt: Attempt; at: Instant },
): Promise<void> {
  const { outcome, statusCode, durationMs } = attempt;
  await db.insert(deliveries).values({
    id,
    channel: channelId,
    notification: { kind: "test", at },
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
  sql`${deliveries.number} in (select value from json_each(${JSON.stringify(numbers)}))`;

const isWaiting = (channelId: string) =>
  and(eq(deliveries.channel, channelId), eq(deliveries.status, "waiting"));
