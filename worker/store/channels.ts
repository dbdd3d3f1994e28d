import { OBJECT_LIMITS } from "../domain/limits";
import { eq, sql } from "drizzle-orm";
import { type Channel, type ChannelSettings } from "../domain/alerts/channel";
import type { Pagination, Paginated } from "../ports/pagination";
import { decrypt, encrypt, type EncryptionKeys } from "../secrets/encryption";
import { paginate, readCursor } from "./cursor";
import { insertWithin, writeBatch, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { channelsTable, deliveriesTable } from "./schema/notifications";
import { pagesTable } from "./schema/pages";

/** By name. */
export async function listChannels(
  db: Database,
  keys: EncryptionKeys,
  page: Pagination,
): Promise<Paginated<Channel>> {
  const key = readCursor<[name: string, id: string]>(page.cursor, ["string", "string"]);
  const rows = await db
    .select()
    .from(channelsTable)
    .where(
      key ? sql`(${channelsTable.name}, ${channelsTable.id}) > (${key[0]}, ${key[1]})` : undefined,
    )
    .orderBy(channelsTable.name, channelsTable.id)
    .limit(page.limit + 1);
  const { data, nextCursor } = paginate(rows, page, ({ name, id }) => [name, id]);
  return { data: await Promise.all(data.map((row) => decryptedChannel(row, keys))), nextCursor };
}

export async function findChannel(
  db: Database,
  keys: EncryptionKeys,
  id: string,
): Promise<Channel | null> {
  const [row] = await db.select().from(channelsTable).where(eq(channelsTable.id, id));
  return row ? decryptedChannel(row, keys) : null;
}

/** False where its id was there already, or where there are as many as there may be. */
export async function insertChannel(
  db: Database,
  keys: EncryptionKeys,
  channel: Channel,
): Promise<boolean> {
  const row = await encryptedRow(channel, keys);
  const { meta } = await db.run(insertWithin(channelsTable, row, OBJECT_LIMITS.channel.max));
  return meta.changes === 1;
}

export async function updateChannel(
  db: Database,
  keys: EncryptionKeys,
  channel: Channel,
): Promise<void> {
  const { id, ...changes } = await encryptedRow(channel, keys);
  await db.update(channelsTable).set(changes).where(eq(channelsTable.id, id));
}

export async function disableChannel(db: Database, id: string): Promise<void> {
  await db.update(channelsTable).set({ enabled: false }).where(eq(channelsTable.id, id));
}

/** With its log. */
export async function removeChannel(db: Database, id: string): Promise<void> {
  await writeBatch(db, [
    db.delete(channelsTable).where(eq(channelsTable.id, id)),
    db.delete(deliveriesTable).where(eq(deliveriesTable.channelId, id)),
    db.update(pagesTable).set({ mailChannelId: null }).where(eq(pagesTable.mailChannelId, id)),
    forgetCreatedResource(id),
  ]);
}

export const enabledChannelIds = async (db: Database): Promise<string[]> => {
  const rows = await db
    .select({ id: channelsTable.id })
    .from(channelsTable)
    .where(eq(channelsTable.enabled, true));
  return rows.map(({ id }) => id);
};

/** Which of these ids name no channel. */
export async function missingChannels(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select value as id from json_each(${JSON.stringify(ids)})
    where value not in (select id from channels)`);
  return rows.map(({ id }) => id);
}

type ChannelRow = typeof channelsTable.$inferSelect;

/** Addresses, tokens and keys of others: all of the settings is sealed. */
const encryptedRow = async (channel: Channel, keys: EncryptionKeys): Promise<ChannelRow> => ({
  ...channel,
  settings: await encrypt(JSON.stringify(channel.settings), keys),
});

const decryptedChannel = async (row: ChannelRow, keys: EncryptionKeys): Promise<Channel> => ({
  ...row,
  settings: JSON.parse(await decrypt(row.settings, keys)) as ChannelSettings,
});
