import { desc, eq, getTableColumns, sql, type SQL, type Table } from "drizzle-orm";
import type { Edit, Version, VersionedKind } from "../ports/versions";
import { errorText } from "../log";
import { writeBatch, type Database } from "./database";
import { endpointsTable, maintenancesTable, settingsTable } from "./schema/monitoring";
import { channelsTable, rulesTable } from "./schema/notifications";
import { pagesTable } from "./schema/pages";
import { usersTable } from "./schema/users";

const TABLES = {
  endpoint: endpointsTable,
  channel: channelsTable,
  rule: rulesTable,
  page: pagesTable,
  maintenance: maintenancesTable,
  user: usersTable,
};

export async function findVersion(
  db: Database,
  kind: VersionedKind,
  id: string,
): Promise<Version | null> {
  if (kind === "settings") return settingsVersion(db);
  const table = TABLES[kind];
  const [found] = await db
    .select({
      version: table.version,
      by: table.updatedBy,
      at: sql<number>`${table.updatedAt}`,
    })
    .from(table)
    .where(eq(table.id, id));
  return found ?? null;
}

/** Of all settings together, which are a row each: the highest. */
async function settingsVersion(db: Database): Promise<Version> {
  const { version, updatedBy: by, updatedAt: at } = settingsTable;
  const [last] = await db
    .select({ version, by, at })
    .from(settingsTable)
    .orderBy(desc(version))
    .limit(1);
  return last ?? { version: 0, by: null, at: 0 };
}

/** The columns of a table, but for its version: what an object is, wherever it is read. */
export function contentColumns<Columns extends Table>(table: Columns) {
  const { version: _, updatedBy: __, ...rest } = getTableColumns(table);
  return rest;
}

/** The version after the one that was seen; where another was stored since, null, which breaks the batch. */
export const nextVersion = (version: number): SQL<number> =>
  sql`iif(version = ${version}, ${version + 1}, null)`;

/** What a save sets beside what it changes: see `unlessEdited`. */
export const editedBy = ({ version, by, at }: Edit) => ({
  version: nextVersion(version),
  updatedBy: by,
  updatedAt: at,
});

/** What something is set to that changes because something else did: whoever edits it is told. */
export const alsoEdited = ({ by, at }: Pick<Version, "by" | "at">) => ({
  version: sql<number>`version + 1`,
  updatedBy: by,
  updatedAt: at,
});

/** What a write came to; null where somebody saved since the version that it names: nothing is written. */
export async function unlessEdited<Result>(write: () => Promise<Result>): Promise<Result | null> {
  try {
    return await write();
  } catch (problem) {
    if (/NOT NULL constraint failed: \w+\.version/.test(errorText(problem))) return null;
    throw problem;
  }
}

/** Writes all of it or nothing: false where somebody saved since, or where the object is gone. */
export async function writeEdit(
  db: Database,
  statements: Parameters<typeof writeBatch>[1],
): Promise<boolean> {
  const results = await unlessEdited(() => writeBatch(db, statements));
  return results?.[0]?.meta.changes === 1;
}

/** Stands first in the batch that removes something: with another version nothing of it happens. */
export const beforeRemoval = (table: string, id: string, { version }: Edit): SQL =>
  sql`update ${sql.identifier(table)} set version = ${nextVersion(version)} where id = ${id}`;
