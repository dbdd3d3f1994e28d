import { and, eq, gt, lte, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { RETENTION } from "../domain/limits";
import { HOUR_MS } from "../domain/schedule";
import type { Database } from "./database";
import { idempotencyKeysTable } from "./schema/idempotency";

type StoredKey = typeof idempotencyKeysTable.$inferSelect;

const oldestKept = (now: Instant): Instant => now - RETENTION.idempotencyKeys.hours * HOUR_MS;

export async function findIdempotencyKey(
  db: Database,
  keyHash: string,
  now: Instant,
): Promise<StoredKey | null> {
  const [row] = await selectKey(db, keyHash, now);
  return row ?? null;
}

/** Whoever comes first has the key; answers what is stored under it then. */
export async function claimIdempotencyKey(db: Database, key: StoredKey): Promise<StoredKey> {
  const now = key.createdAt;
  const [, , [stored]] = await db.batch([
    db
      .delete(idempotencyKeysTable)
      .where(
        and(
          eq(idempotencyKeysTable.keyHash, key.keyHash),
          lte(idempotencyKeysTable.createdAt, oldestKept(now)),
        ),
      ),
    db.insert(idempotencyKeysTable).values(key).onConflictDoNothing(),
    selectKey(db, key.keyHash, now),
  ]);
  return stored ?? key;
}

const selectKey = (db: Database, keyHash: string, now: Instant) =>
  db
    .select()
    .from(idempotencyKeysTable)
    .where(
      and(
        eq(idempotencyKeysTable.keyHash, keyHash),
        gt(idempotencyKeysTable.createdAt, oldestKept(now)),
      ),
    );

/** In the batch that deletes a resource: the key that created it does not create it again. */
export const forgetCreatedResource = (id: string): SQL =>
  sql`update idempotency_keys set resource_id = null where resource_id = ${id}`;

/** What is too old, and of too many the oldest. */
export const expireIdempotencyKeys = (now: Instant): SQL => sql`
  delete from idempotency_keys where created_at <= ${oldestKept(now)} or created_at <= coalesce(
    (select created_at from idempotency_keys order by created_at desc
      limit 1 offset ${RETENTION.idempotencyKeys.rows}), 0)`;
