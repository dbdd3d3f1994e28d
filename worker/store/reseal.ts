import { eq } from "drizzle-orm";
import { digestOf } from "../sealing/digest";
import { resealed } from "../sealing/endpoint";
import { isOutdated, open, seal, type Keys } from "../sealing/seal";
import type { Database } from "./database";
import { channels } from "./notifying-schema";
import { endpoints, heartbeats } from "./schema";
import { resealed as resealedSubscription } from "./subscriptions";
import { subscriptions } from "./subscriptions-schema";

/** Seals anew whatever is not sealed under the current key; answers how many rows that were. */
export async function reseal(db: Database, keys: Keys): Promise<number> {
  const counts = [
    await resealEndpoints(db, keys),
    await resealPingTokens(db, keys),
    await resealChannels(db, keys),
    await resealSubscriptions(db, keys),
  ];
  return counts.reduce((sum, count) => sum + count);
}

async function resealEndpoints(db: Database, keys: Keys): Promise<number> {
  const { number, headers, body, auth } = endpoints;
  let count = 0;
  for (const stored of await db.select({ number, headers, body, auth }).from(endpoints)) {
    const fresh = await resealed(stored, keys);
    if (!fresh) continue;
    await db.update(endpoints).set(fresh).where(eq(number, stored.number));
    count++;
  }
  return count;
}

async function resealPingTokens(db: Database, keys: Keys): Promise<number> {
  const { endpoint, token, sealedToken } = heartbeats;
  let count = 0;
  for (const row of await db.select({ endpoint, token, sealedToken }).from(heartbeats)) {
    const stored = row.sealedToken ?? row.token;
    if (!(await isOutdated(stored, keys))) continue;
    const opened = await open(stored, keys);
    await db
      .update(heartbeats)
      .set({ token: await digestOf(opened), sealedToken: await seal(opened, keys) })
      .where(eq(endpoint, row.endpoint));
    count++;
  }
  return count;
}

async function resealChannels(db: Database, keys: Keys): Promise<number> {
  const { id, settings } = channels;
  let count = 0;
  for (const row of await db.select({ id, settings }).from(channels)) {
    if (!(await isOutdated(row.settings, keys))) continue;
    const fresh = await seal(await open(row.settings, keys), keys);
    await db.update(channels).set({ settings: fresh }).where(eq(id, row.id));
    count++;
  }
  return count;
}

async function resealSubscriptions(db: Database, keys: Keys): Promise<number> {
  let count = 0;
  for (const row of await db.select().from(subscriptions)) {
    if (!(await isOutdated(row.sealed, keys))) continue;
    const fresh = await resealedSubscription(row, keys);
    await db.update(subscriptions).set(fresh).where(eq(subscriptions.id, row.id));
    count++;
  }
  return count;
}
