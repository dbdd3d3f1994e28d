import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { NOTHING_UNFINISHED, type Unfinished } from "../domain/published";
import { SUBSCRIPTION_BOUNDS as BOUNDS, type Subscription } from "../domain/subscription";
import { digestOf, keyedDigestOf } from "../sealing/digest";
import { open, seal, type Keys } from "../sealing/seal";
import { writeBatch, type Database } from "./database";
import { pageNews, subscriptions } from "./subscriptions-schema";

/**
 * Stores one that is to be confirmed, with the message that asks for it; nothing where its address is
 * subscribed already, or was asked a moment ago. What nobody confirmed in time is forgotten on the way.
 */
export async function insertSubscription(
  db: Database,
  keys: Keys,
  subscription: Subscription,
): Promise<void> {
  const { id, pageId, createdAt } = subscription;
  const row = await sealed(subscription, keys);
  const isForgotten = sql`confirmed_at is null and (created_at < ${createdAt - BOUNDS.confirmWithinMs}
    or (page_id = ${pageId} and address = ${row.address} and created_at < ${createdAt - BOUNDS.askAgainMs}))`;
  await writeBatch(db, [
    sql`delete from deliveries where channel in (select id from subscriptions where ${isForgotten})`,
    sql`delete from subscriptions where ${isForgotten}`,
    db.insert(subscriptions).values(row).onConflictDoNothing(),
    sql`
      insert into deliveries (id, channel, notification, created_at, status)
      select ${`${id}.confirm`}, ${id}, ${JSON.stringify({ kind: "confirm", at: createdAt })},
        ${createdAt}, 'waiting'
      where changes() > 0`,
  ]);
}

export async function countSubscriptions(db: Database, pageId: string): Promise<number> {
  return db.$count(subscriptions, eq(subscriptions.pageId, pageId));
}

/** All of a page that somebody has confirmed, oldest first. */
export async function listSubscriptions(
  db: Database,
  keys: Keys,
  pageId: string,
): Promise<Subscription[]> {
  const rows = await db
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.pageId, pageId), isNotNull(subscriptions.confirmedAt)))
    .orderBy(asc(subscriptions.confirmedAt), asc(subscriptions.id));
  return Promise.all(rows.map((row) => opened(row, keys)));
}

export const findSubscription = (db: Database, keys: Keys, id: string) =>
  found(db, keys, eq(subscriptions.id, id));

export const subscriptionOfToken = async (db: Database, keys: Keys, token: string) =>
  found(db, keys, eq(subscriptions.token, await digestOf(token)));

/** The id of what a page tells at this address, which is no mail's; null where it tells nothing there. */
export async function subscriptionAt(
  db: Database,
  keys: Keys,
  { pageId, address }: Pick<Subscription, "pageId" | "address">,
): Promise<string | null> {
  const digest = await keyedDigestOf(address, keys);
  const [row] = await db
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .where(and(eq(subscriptions.pageId, pageId), eq(subscriptions.address, digest)));
  return row?.id ?? null;
}

export async function confirmSubscription(db: Database, id: string, at: number): Promise<void> {
  await db
    .update(subscriptions)
    .set({ confirmedAt: sql`coalesce(${subscriptions.confirmedAt}, ${at})` })
    .where(eq(subscriptions.id, id));
}

/** With all that waits for it; of a channel of the team nothing. */
export async function removeSubscription(db: Database, id: string): Promise<void> {
  await writeBatch(db, [
    sql`delete from deliveries where channel in (select id from subscriptions where id = ${id})`,
    db.delete(subscriptions).where(eq(subscriptions.id, id)),
  ]);
}

/** Whom a page tells its news, and of what it has told them. */
export type Audience = {
  pageId: string;
  told: Set<string>;
  unfinished: Unfinished;
  listeners: Pick<Subscription, "id" | "componentIds" | "confirmedAt">[];
};

/** Of all pages that have subscribers. */
export async function audiences(db: Database): Promise<Audience[]> {
  const [listeners, news] = await Promise.all([
    db
      .select({
        pageId: subscriptions.pageId,
        id: subscriptions.id,
        componentIds: subscriptions.componentIds,
        confirmedAt: subscriptions.confirmedAt,
      })
      .from(subscriptions)
      .where(isNotNull(subscriptions.confirmedAt)),
    db.select().from(pageNews),
  ]);
  return [...Map.groupBy(listeners, ({ pageId }) => pageId)].map(([pageId, own]) => {
    const known = news.find((one) => one.pageId === pageId);
    return {
      pageId,
      told: new Set(known?.told),
      unfinished: known?.unfinished ?? NOTHING_UNFINISHED,
      listeners: own,
    };
  });
}

type Row = typeof subscriptions.$inferSelect;
type Secrets = Pick<Subscription, "address" | "token" | "secret">;

async function found(db: Database, keys: Keys, where: ReturnType<typeof eq>) {
  const [row] = await db.select().from(subscriptions).where(where);
  return row ? opened(row, keys) : null;
}

async function sealed({ address, token, secret, ...plain }: Subscription, keys: Keys) {
  // Mail knows no large letters.
  const same = plain.kind === "email" ? address.toLowerCase() : address;
  const secrets: Secrets = { address, token, secret };
  return {
    ...plain,
    sealed: await seal(JSON.stringify(secrets), keys),
    address: await keyedDigestOf(same, keys),
    token: await digestOf(token),
  };
}

/** What a row is once all of it is sealed under the current key. */
export const resealed = async (row: Row, keys: Keys) => sealed(await opened(row, keys), keys);

async function opened(row: Row, keys: Keys): Promise<Subscription> {
  const { sealed: secrets, ...plain } = row;
  return { ...plain, ...(JSON.parse(await open(secrets, keys)) as Secrets) };
}
