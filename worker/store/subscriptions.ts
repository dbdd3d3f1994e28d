import { and, asc, eq, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { NO_OPEN_ITEMS, type OpenItems } from "../domain/pages/update";
import {
  mailboxOf,
  SUBSCRIPTION_BOUNDS as BOUNDS,
  type Subscription,
} from "../domain/pages/subscription";
import { hashToken, keyedHash } from "../secrets/hash";
import { decrypt, encrypt, type EncryptionKeys } from "../secrets/encryption";
import { writeBatch, type Database } from "./database";
import { pageNotificationStateTable, subscriptionsTable } from "./schema/subscriptions";

/** What became of a wish to subscribe: asked, or why nobody is asked; known addresses are as unknown ones. */
export type SubscribeResult = "asked" | "full" | "busy";

/**
 * Stores one that is to be confirmed, with the message that asks for it; nothing where its address is
 * subscribed already, or was asked a moment ago. All bounds are looked at as it is stored: however many
 * come at once, no more is stored.
 */
export async function insertSubscription(
  db: Database,
  keys: EncryptionKeys,
  subscription: Subscription,
): Promise<SubscribeResult> {
  const { id, pageId, createdAt } = subscription;
  const row = await encryptedRow(subscription, keys);
  const ofPage = sql`from subscriptions where page_id = ${pageId}`;
  const recently = sql`confirmed_at is null and created_at > ${createdAt - BOUNDS.resendAfterMs}`;
  const confirmed = sql`(select count(*) ${ofPage} and confirmed_at is not null)`;
  const waiting = sql`(select count(*) ${ofPage} and ${recently})`;
  const addressed = sql`(select count(*) from subscriptions
    where ${recently} and address_hash = ${row.addressHash})`;
  const hasRoom = sql`${confirmed} < ${BOUNDS.perPage}
    and ${waiting} < ${BOUNDS.confirmationsPerHour}
    and ${addressed} < ${BOUNDS.confirmationsPerAddress}`;
  const isReplaced = sql`page_id = ${pageId} and address_hash = ${row.addressHash}
    and confirmed_at is null and created_at <= ${createdAt - BOUNDS.resendAfterMs} and ${hasRoom}`;
  const isOldest = sql`id in (select id ${ofPage} and confirmed_at is null
    order by created_at desc, rowid desc limit -1 offset ${BOUNDS.unconfirmedPerPage})`;
  const { componentIds } = row;
  const [counts] = await writeBatch(db, [
    sql`select ${confirmed} as confirmed, ${waiting} as waiting`,
    ...removeWhere(isReplaced),
    sql`
      insert into subscriptions (id, page_id, kind, encrypted_payload, address_hash, token_hash,
        component_ids, language, origin, created_at)
      select ${id}, ${pageId}, ${row.kind}, ${row.encryptedPayload}, ${row.addressHash}, ${row.tokenHash},
        ${componentIds && JSON.stringify(componentIds)}, ${row.language}, ${row.origin}, ${createdAt}
      where ${hasRoom}
      on conflict do nothing`,
    sql`
      insert into deliveries (id, channel_id, payload, created_at, status)
      select ${`${id}.confirm`}, ${id}, ${JSON.stringify({ kind: "confirm", at: createdAt })},
        ${createdAt}, 'waiting'
      where changes() > 0`,
    ...removeWhere(isOldest),
  ]);
  const [before] = (counts?.results ?? []) as { confirmed: number; waiting: number }[];
  if (before && before.confirmed >= BOUNDS.perPage) return "full";
  return before && before.waiting >= BOUNDS.confirmationsPerHour ? "busy" : "asked";
}

/** With all that waits for them; of a channel of the team nothing. */
const removeWhere = (where: SQL): SQL[] => [
  sql`delete from deliveries where channel_id in (select id from subscriptions where ${where})`,
  sql`delete from subscriptions where ${where}`,
];

/** What nobody confirmed in time is forgotten. */
export async function removeExpiredSubscriptions(db: Database, at: Instant): Promise<void> {
  const since = at - BOUNDS.confirmWithinMs;
  await writeBatch(db, removeWhere(sql`confirmed_at is null and created_at < ${since}`));
}

/** What nobody has confirmed of a page yet. */
export async function removeUnconfirmed(db: Database, pageId: string): Promise<void> {
  await writeBatch(db, removeWhere(sql`confirmed_at is null and page_id = ${pageId}`));
}

/** All of a page that somebody has confirmed, or that nobody has; oldest first. */
export async function listSubscriptions(
  db: Database,
  keys: EncryptionKeys,
  { pageId, isConfirmed }: { pageId: string; isConfirmed: boolean },
): Promise<Subscription[]> {
  const { confirmedAt, createdAt, id } = subscriptionsTable;
  const rows = await db
    .select()
    .from(subscriptionsTable)
    .where(
      and(
        eq(subscriptionsTable.pageId, pageId),
        isConfirmed ? isNotNull(confirmedAt) : isNull(confirmedAt),
      ),
    )
    .orderBy(asc(confirmedAt), asc(createdAt), asc(id));
  return Promise.all(rows.map((row) => decryptedSubscription(row, keys)));
}

export const findSubscription = (db: Database, keys: EncryptionKeys, id: string) =>
  findWhere(db, keys, eq(subscriptionsTable.id, id));

export const findSubscriptionByToken = async (db: Database, keys: EncryptionKeys, token: string) =>
  findWhere(db, keys, eq(subscriptionsTable.tokenHash, await hashToken(token)));

/** The id of what a page pushes to this address; null where it pushes nothing there. */
export async function findPushSubscription(
  db: Database,
  keys: EncryptionKeys,
  { pageId, address }: Pick<Subscription, "pageId" | "address">,
): Promise<string | null> {
  const digest = await keyedHash(address, keys);
  const [row] = await db
    .select({ id: subscriptionsTable.id })
    .from(subscriptionsTable)
    .where(
      and(
        eq(subscriptionsTable.pageId, pageId),
        eq(subscriptionsTable.addressHash, digest),
        eq(subscriptionsTable.kind, "push"),
      ),
    );
  return row?.id ?? null;
}

/** False where its page has as many as it can tell. */
export async function confirmSubscription(db: Database, id: string, at: number): Promise<boolean> {
  const [confirmed] = await writeBatch(db, [
    sql`
      update subscriptions set confirmed_at = coalesce(confirmed_at, ${at})
      where id = ${id} and (confirmed_at is not null or ${BOUNDS.perPage} > (
        select count(*) from subscriptions as other
        where other.page_id = subscriptions.page_id and other.confirmed_at is not null))`,
  ]);
  return (confirmed?.meta.changes ?? 0) > 0;
}

export async function removeSubscription(db: Database, id: string): Promise<void> {
  await writeBatch(db, removeWhere(sql`id = ${id}`));
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
  const normalized = plain.kind === "email" ? mailboxOf(address) : address;
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
