import { sql } from "drizzle-orm";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { InstanceSettings, SettingChanges } from "../ports/incidents";
import { writeBatch, type Database } from "./database";
import { settingsTable } from "./schema/monitoring";

export const MERGE_WINDOW_KEY = "mergeIncidentsWithinSeconds" satisfies keyof InstanceSettings;
export const REQUIRE_SECOND_FACTOR_KEY = "requireSecondFactor" satisfies keyof InstanceSettings;

/** What the owner has set, or else how it comes. */
export async function loadSettings(db: Database): Promise<InstanceSettings> {
  const rows = await db.select().from(settingsTable);
  const defaults: InstanceSettings = {
    [MERGE_WINDOW_KEY]: INCIDENT_BOUNDS.mergeWithinSeconds.default,
    [REQUIRE_SECOND_FACTOR_KEY]: false,
  };
  return { ...defaults, ...Object.fromEntries(rows.map(({ name, value }) => [name, value])) };
}

export async function saveSettings(db: Database, changes: SettingChanges): Promise<void> {
  await writeBatch(
    db,
    Object.entries(changes).flatMap(([name, value]) =>
      value === undefined
        ? []
        : sql`
        insert into settings (name, value) values (${name}, ${JSON.stringify(value)})
        on conflict (name) do update set value = excluded.value`,
    ),
  );
}
