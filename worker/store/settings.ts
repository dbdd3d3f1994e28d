import { sql } from "drizzle-orm";
import { INCIDENT_BOUNDS } from "../domain/incident-work";
import type { Settings } from "../ports/incidents";
import { writeBatch, type Database } from "./database";
import { settings } from "./schema";

export const MERGE_SETTING = "mergeIncidentsWithinSeconds" satisfies keyof Settings;

/** What the owner has set, or else how it comes. */
export async function loadSettings(db: Database): Promise<Settings> {
  const rows = await db.select().from(settings);
  const usual: Settings = { [MERGE_SETTING]: INCIDENT_BOUNDS.mergeWithinSeconds.usual };
  return { ...usual, ...Object.fromEntries(rows.map(({ name, value }) => [name, value])) };
}

export async function saveSettings(db: Database, changes: Partial<Settings>): Promise<void> {
  await writeBatch(
    db,
    Object.entries(changes).map(
      ([name, value]) => sql`
        insert into settings (name, value) values (${name}, ${JSON.stringify(value)})
        on conflict (name) do update set value = excluded.value`,
    ),
  );
}
