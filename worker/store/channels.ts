import { OBJECT_LIMITS } from "../domain/limits";
import { eq, sql } from "drizzle-orm";
import type { Channel, ChannelSettings } from "../domain/alerts/channel";
import type { Instant } from "../domain/instant";
import type { Pagination, Paginated } from "../ports/pagination";
import type { Edit } from "../ports/versions";
import { decrypt, encrypt, type EncryptionKeys } from "../secrets/encryption";
import { paginate, readCursor } from "./cursor";
import { insertWithin, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { channelsTable, deliveriesTable } from "./schema/notifications";
import { pagesTable } from "./schema/pages";
import { alsoEdited, beforeRemoval, contentColumns, editedBy, writeEdit } from "./versions";

const columns = contentColumns(channelsTable);

/** By name. */
export async function listChannels(
  db: Database,
  keys: EncryptionKeys,
  page: Pagination,
): Promise<Paginated<Channel>> {
  const key = readCursor<[name: string, id: string]>(page.cursor, ["string", "string"]);
  const rows = await db
    .select(columns)
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
  const [row] = await db.select(columns).from(channelsTable).where(eq(channelsTable.id, id));
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

/** False where somebody saved since, or where it is gone. */
export async function updateChannel(
  db: Database,
  keys: EncryptionKeys,
  { id, changes, edit }: { id: string; changes: Partial<Channel>; edit: Edit },
): Promise<boolean> {
  const { settings, ...rest } = changes;
  const encrypted = settings && { settings: await encryptedSettings(settings, keys) };
  return writeEdit(db, [
    db
      .update(channelsTable)
      .set({ ...rest, ...encrypted, ...editedBy(edit) })
      .where(eq(channelsTable.id, id)),
  ]);
}

/** Whoever edits it meanwhile is told. */
export async function disableChannel(db: Database, id: string, at: Instant): Promise<void> {
  await db
    .update(channelsTable)
    .set({ enabled: false, ...alsoEdited({ by: null, at }) })
    .where(eq(channelsTable.id, id));
}

/** With its log. */
export const removeChannel = (db: Database, id: string, edit: Edit): Promise<boolean> =>
  writeEdit(db, [
    beforeRemoval("channels", id, edit),
    db.delete(channelsTable).where(eq(channelsTable.id, id)),
    db.delete(deliveriesTable).where(eq(deliveriesTable.channelId, id)),
    db
      .update(pagesTable)
      .set({ mailChannelId: null, ...alsoEdited(edit) })
      .where(eq(pagesTable.mailChannelId, id)),
    forgetCreatedResource(id),
  ]);

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

type ChannelRow = Omit<typeof channelsTable.$inferSelect, "version" | "updatedBy">;

/** Addresses, tokens and keys of others: all of the settings is sealed. */
const encryptedRow = async (channel: Channel, keys: EncryptionKeys): Promise<ChannelRow> => ({
  ...channel,
  settings: await encryptedSettings(channel.settings, keys),
});

const encryptedSettings = (settings: ChannelSettings, keys: EncryptionKeys): Promise<string> =>
  encrypt(JSON.stringify(settings), keys);

const decryptedChannel = async (row: ChannelRow, keys: EncryptionKeys): Promise<Channel> => ({
  ...row,
  settings: JSON.parse(await decrypt(row.settings, keys)) as ChannelSettings,
});
