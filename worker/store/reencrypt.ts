import { and, eq } from "drizzle-orm";
import { hashToken } from "../secrets/hash";
import { reencrypted } from "../secrets/endpoint-secrets";
import { usesPreviousKey, decrypt, encrypt, type EncryptionKeys } from "../secrets/encryption";
import type { Database } from "./database";
import { channelsTable } from "./schema/notifications";
import { endpointsTable, heartbeatsTable } from "./schema/monitoring";
import { reencryptedSubscription as resealedSubscription } from "./subscriptions";
import { subscriptionsTable } from "./schema/subscriptions";

/**
 * Seals anew whatever is not sealed under the current key; answers how many rows that were. What
 * somebody saves meanwhile is sealed under it already, and stays.
 */
export async function reencryptAll(db: Database, keys: EncryptionKeys): Promise<number> {
  const counts = [
    await reencryptEndpoints(db, keys),
    await reencryptPingTokens(db, keys),
    await reencryptChannels(db, keys),
    await reencryptSubscriptions(db, keys),
  ];
  return counts.reduce((sum, count) => sum + count);
}

async function reencryptEndpoints(db: Database, keys: EncryptionKeys): Promise<number> {
  const { number, url, headers, body, auth, version } = endpointsTable;
  let count = 0;
  for (const stored of await db
    .select({ number, url, headers, body, auth, version })
    .from(endpointsTable)) {
    const updated = await reencrypted(stored, keys);
    if (!updated) continue;
    const isUnchanged = and(eq(number, stored.number), eq(version, stored.version));
    await db.update(endpointsTable).set(updated).where(isUnchanged);
    count++;
  }
  return count;
}

async function reencryptPingTokens(db: Database, keys: EncryptionKeys): Promise<number> {
  const { endpoint, tokenHash, encryptedToken } = heartbeatsTable;
  let count = 0;
  for (const row of await db
    .select({ endpoint, token: tokenHash, sealedToken: encryptedToken })
    .from(heartbeatsTable)) {
    const stored = row.sealedToken ?? row.token;
    if (!(await usesPreviousKey(stored, keys))) continue;
    const plaintext = await decrypt(stored, keys);
    await db
      .update(heartbeatsTable)
      .set({
        tokenHash: await hashToken(plaintext),
        encryptedToken: await encrypt(plaintext, keys),
      })
      .where(and(eq(endpoint, row.endpoint), eq(tokenHash, row.token)));
    count++;
  }
  return count;
}

async function reencryptChannels(db: Database, keys: EncryptionKeys): Promise<number> {
  const { id, settings } = channelsTable;
  let count = 0;
  for (const row of await db.select({ id, settings }).from(channelsTable)) {
    if (!(await usesPreviousKey(row.settings, keys))) continue;
    const updated = await encrypt(await decrypt(row.settings, keys), keys);
    const isUnchanged = and(eq(id, row.id), eq(settings, row.settings));
    await db.update(channelsTable).set({ settings: updated }).where(isUnchanged);
    count++;
  }
  return count;
}

async function reencryptSubscriptions(db: Database, keys: EncryptionKeys): Promise<number> {
  const { id, encryptedPayload } = subscriptionsTable;
  let count = 0;
  for (const row of await db.select().from(subscriptionsTable)) {
    if (!(await usesPreviousKey(row.encryptedPayload, keys))) continue;
    const updated = await resealedSubscription(row, keys);
    const isUnchanged = and(eq(id, row.id), eq(encryptedPayload, row.encryptedPayload));
    await db.update(subscriptionsTable).set(updated).where(isUnchanged);
    count++;
  }
  return count;
}
