import { sql } from "drizzle-orm";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { InstanceSettings } from "../ports/incidents";
import { writeBatch, type Database } from "./database";
import { settingsTable } from "./schema/monitoring";

export const MERGE_WINDOW_KEY = "mergeIncidentsWithinSeconds" satisfies keyof InstanceSettings;

/** What the owner has set, or else how it comes. */
export async function loadSettings(db: Database): Promise<InstanceSettings> {
  const rows = await db.select().from(settingsTable);
  const defaults: InstanceSettings = {
    [MERGE_WINDOW_KEY]: INCIDENT_BOUNDS.mergeWithinSeconds.default,
  };
  return { ...defaults, ...Object.fromEntries(rows.map(({ name, value }) => [name, value])) };
}

export async function saveSettings(
  db: Database,
  changes: Partial<InstanceSettings>,
): Promise<void> {
  await writeBatch(
    db,
    Object.entries(changes).map(
      ([name, value]) => sql`
        insert into settings (name, value) values (${name}, ${JSON.stringify(value)})
        on conflict (name) do update set value = excluded.value`,
    ),
  );
}
