import { sql } from "drizzle-orm";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { InstanceSettings } from "../ports/incidents";
import type { Edit } from "../ports/versions";
import type { Database } from "./database";
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

/** False where somebody saved since. The version is one of all settings: the highest of their rows. */
export async function saveSettings(
  db: Database,
  changes: Partial<InstanceSettings>,
  { version, by, at }: Edit,
): Promise<boolean> {
  const json = JSON.stringify(changes);
  const { meta } = await db.run(sql`
    insert into settings (name, value, version, updated_at, updated_by)
    select key, ${json} -> key, ${version + 1}, ${at}, ${by} from json_each(${json})
    where (select coalesce(max(version), 0) from settings) = ${version}
    on conflict (name) do update set value = excluded.value, version = excluded.version,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by`);
  return meta.changes > 0;
}
