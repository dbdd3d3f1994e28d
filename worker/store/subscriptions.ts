import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { NO_OPEN_ITEMS, type OpenItems } from "../domain/pages/update";
import { SUBSCRIPTION_BOUNDS as BOUNDS, type Subscription } from "../domain/pages/subscription";
import { hashToken, keyedHash } from "../secrets/hash";
import { decrypt, encrypt, type EncryptionKeys } from "../secrets/encryption";
import { writeBatch, type Database } from "./database";
import { pageNotificationStateTable, subscriptionsTable } from "./schema/subscriptions";

/**
 * Stores one that is to be confirmed, with the message that asks for it; nothing where its address is
 * subscribed already, or was asked a moment ago. What nobody confirmed in time is forgotten on the way.
 */
export async function insertSubscription(
  db: Database,
  keys: EncryptionKeys,
  subscription: Subscription,
): Promise<void> {
  const { id, pageId, createdAt } = subscription;
  const row = await encryptedRow(subscription, keys);
  const isExpired = sql`confirmed_at is null and (created_at < ${createdAt - BOUNDS.confirmWithinMs}
    or (page_id = ${pageId} and address_hash = ${row.addressHash} and created_at < ${createdAt - BOUNDS.resendAfterMs}))`;
  await writeBatch(db, [
    sql`delete from deliveries where channel_id in (select id from subscriptions where ${isExpired})`,
    sql`delete from subscriptions where ${isExpired}`,
    db.insert(subscriptionsTable).values(row).onConflictDoNothing(),
    sql`
      insert into deliveries (id, channel_id, payload, created_at, status)
      select ${`${id}.confirm`}, ${id}, ${JSON.stringify({ kind: "confirm", at: createdAt })},
        ${createdAt}, 'waiting'
      where changes() > 0`,
  ]);
}

export async function countSubscriptions(db: Database, pageId: string): Promise<number> {
  return db.$count(subscriptionsTable, eq(subscriptionsTable.pageId, pageId));
}

/** All of a page that somebody has confirmed, oldest first. */
export async function listSubscriptions(
  db: Database,
  keys: EncryptionKeys,
  pageId: string,
): Promise<Subscription[]> {
  const rows = await db
    .select()
    .from(subscriptionsTable)
    .where(and(eq(subscriptionsTable.pageId, pageId), isNotNull(subscriptionsTable.confirmedAt)))
    .orderBy(asc(subscriptionsTable.confirmedAt), asc(subscriptionsTable.id));
  return Promise.all(rows.map((row) => decryptedSubscription(row, keys)));
}

export const findSubscription = (db: Database, keys: EncryptionKeys, id: string) =>
  findWhere(db, keys, eq(subscriptionsTable.id, id));

export const findSubscriptionByToken = async (db: Database, keys: EncryptionKeys, token: string) =>
  findWhere(db, keys, eq(subscriptionsTable.tokenHash, await hashToken(token)));

/** The id of what a page tells at this address, which is no mail's; null where it tells nothing there. */
export async function findSubscriptionByAddress(
  db: Database,
  keys: EncryptionKeys,
  { pageId, address }: Pick<Subscription, "pageId" | "address">,
): Promise<string | null> {
  const digest = await keyedHash(address, keys);
  const [row] = await db
    .select({ id: subscriptionsTable.id })
    .from(subscriptionsTable)
    .where(and(eq(subscriptionsTable.pageId, pageId), eq(subscriptionsTable.addressHash, digest)));
  return row?.id ?? null;
}

export async function confirmSubscription(db: Database, id: string, at: number): Promise<void> {
  await db
    .update(subscriptionsTable)
    .set({ confirmedAt: sql`coalesce(${subscriptionsTable.confirmedAt}, ${at})` })
    .where(eq(subscriptionsTable.id, id));
}

/** With all that waits for it; of a channel of the team nothing. */
export async function removeSubscription(db: Database, id: string): Promise<void> {
  await writeBatch(db, [
    sql`delete from deliveries where channel_id in (select id from subscriptions where id = ${id})`,
    db.delete(subscriptionsTable).where(eq(subscriptionsTable.id, id)),
  ]);
}

/** Which updates a page has sent to its subscribers, and what it has announced and not ended. */
export type PageNotificationState = { notifiedUpdateIds: Set<string>; openItems: OpenItems };

/** Of all pages that have subscribers, by their ids. */
export async function loadNotificationStates(
  db: Database,
): Promise<Map<string, PageNotificationState>> {
  const [pages, states] = await Promise.all([
    db.all<{ id: string }>(sql`
      select id from pages where exists (
        select 1 from subscriptions where page_id = pages.id and confirmed_at is not null)`),
    db.select().from(pageNotificationStateTable),
  ]);
  const known = new Map(states.map((state) => [state.pageId, state]));
  return new Map(
    pages.map(({ id }) => {
      const { notifiedUpdateIds, openItems = NO_OPEN_ITEMS } = known.get(id) ?? {};
      return [id, { notifiedUpdateIds: new Set(notifiedUpdateIds), openItems }];
    }),
  );
}

/** The confirmed subscribers of a page. */
export const loadSubscribers = (
  db: Database,
  pageId: string,
): Promise<Pick<Subscription, "id" | "componentIds" | "confirmedAt">[]> =>
  db
    .select({
      id: subscriptionsTable.id,
      componentIds: subscriptionsTable.componentIds,
      confirmedAt: subscriptionsTable.confirmedAt,
    })
    .from(subscriptionsTable)
    .where(and(eq(subscriptionsTable.pageId, pageId), isNotNull(subscriptionsTable.confirmedAt)));

type SubscriptionRow = typeof subscriptionsTable.$inferSelect;
type SubscriptionSecrets = Pick<Subscription, "address" | "token" | "secret">;

async function findWhere(db: Database, keys: EncryptionKeys, where: ReturnType<typeof eq>) {
  const [row] = await db.select().from(subscriptionsTable).where(where);
  return row ? decryptedSubscription(row, keys) : null;
}

async function encryptedRow(
  { address, token, secret, ...plain }: Subscription,
  keys: EncryptionKeys,
) {
  // Mail knows no large letters.
  const normalized = plain.kind === "email" ? address.toLowerCase() : address;
  const secrets: SubscriptionSecrets = { address, token, secret };
  return {
    ...plain,
    encryptedPayload: await encrypt(JSON.stringify(secrets), keys),
    addressHash: await keyedHash(normalized, keys),
    tokenHash: await hashToken(token),
  };
}

/** What a row is once all of it is sealed under the current key. */
export const reencryptedSubscription = async (row: SubscriptionRow, keys: EncryptionKeys) =>
  encryptedRow(await decryptedSubscription(row, keys), keys);

async function decryptedSubscription(
  row: SubscriptionRow,
  keys: EncryptionKeys,
): Promise<Subscription> {
  const { encryptedPayload: secrets, ...plain } = row;
  return { ...plain, ...(JSON.parse(await decrypt(secrets, keys)) as SubscriptionSecrets) };
}
