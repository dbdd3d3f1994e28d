import { eq, sql } from "drizzle-orm";
import type { Channel, ChannelSettings } from "../domain/channel";
import type { Page, Paged } from "../ports/page";
import { open, seal, type Keys } from "../sealing/seal";
import { pageOf, readCursor } from "./cursor";
import { writeBatch, type Database } from "./database";
import { channels, deliveries } from "./notifying-schema";
import { pages } from "./pages-schema";

/** By name. */
export async function listChannels(db: Database, keys: Keys, page: Page): Promise<Paged<Channel>> {
  const key = readCursor<[name: string, id: string]>(page.cursor, ["string", "string"]);
  const rows = await db
    .select()
    .from(channels)
    .where(key ? sql`(${channels.name}, ${channels.id}) > (${key[0]}, ${key[1]})` : undefined)
    .orderBy(channels.name, channels.id)
    .limit(page.limit + 1);
  const { data, nextCursor } = pageOf(rows, page, ({ name, id }) => [name, id]);
  return { data: await Promise.all(data.map((row) => opened(row, keys))), nextCursor };
}

export async function findChannel(db: Database, keys: Keys, id: string): Promise<Channel | null> {
  const [row] = await db.select().from(channels).where(eq(channels.id, id));
  return row ? opened(row, keys) : null;
}

/** False where its id was there already. */
export async function insertChannel(db: Database, keys: Keys, channel: Channel): Promise<boolean> {
  const row = await sealed(channel, keys);
  const { meta } = await db.insert(channels).values(row).onConflictDoNothing();
  return meta.changes === 1;
}

export async function updateChannel(db: Database, keys: Keys, channel: Channel): Promise<void> {
  const { id, ...changes } = await sealed(channel, keys);
  await db.update(channels).set(changes).where(eq(channels.id, id));
}

export async function disableChannel(db: Database, id: string): Promise<void> {
  await db.update(channels).set({ enabled: false }).where(eq(channels.id, id));
}

/** With its log. */
export async function removeChannel(db: Database, id: string): Promise<void> {
  await writeBatch(db, [
    db.delete(channels).where(eq(channels.id, id)),
    db.delete(deliveries).where(eq(deliveries.channel, id)),
    db.update(pages).set({ mailChannelId: null }).where(eq(pages.mailChannelId, id)),
  ]);
}

export const channelIds = async (db: Database): Promise<string[]> => {
  const rows = await db
    .select({ id: channels.id })
    .from(channels)
    .where(eq(channels.enabled, true));
  return rows.map(({ id }) => id);
};

/** Which of these ids name no channel. */
export async function missingChannels(db: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await db.all<{ id: string }>(sql`
    select value as id from json_each(${JSON.stringify(ids)})
    where value not in (select id from channels)`);
  return rows.map(({ id }) => id);
}

type Row = typeof channels.$inferSelect;

/** Addresses, tokens and keys of others: all of the settings is sealed. */
const sealed = async (channel: Channel, keys: Keys): Promise<Row> => ({
  ...channel,
  settings: await seal(JSON.stringify(channel.settings), keys),
});

const opened = async (row: Row, keys: Keys): Promise<Channel> => ({
  ...row,
  settings: JSON.parse(await open(row.settings, keys)) as ChannelSettings,
});
