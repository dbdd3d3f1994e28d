import { OBJECT_LIMITS } from "../domain/limits";
import { and, desc, eq, gte, isNotNull, lte, or, sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { windowAt, windowChanges, type Maintenance } from "../domain/incidents/maintenance";
import type { Period } from "../domain/status/uptime";
import type { MaintenanceChange } from "../ports";
import type { Pagination, Paginated } from "../ports/pagination";
import type { Edit } from "../ports/versions";
import { paginate, readCursor } from "./cursor";
import { insertWithin, type Database } from "./database";
import { forgetCreatedResource } from "./idempotency";
import { maintenancesTable } from "./schema/monitoring";
import { beforeRemoval, contentColumns, editedBy, writeEdit } from "./versions";

const columns = contentColumns(maintenancesTable);

/** Those that are under way, each with its window. */
export async function activeMaintenances(db: Database, at: Instant) {
  const rows = await maintenancesOverlapping(db, { from: at, to: at });
  return rows.flatMap((maintenance) => {
    const window = windowAt(maintenance, at);
    return window ? { maintenance, window } : [];
  });
}

/** What began and what ended in a period; its beginning is not part of it, its end is. */
export async function maintenanceChanges(
  db: Database,
  period: Period,
): Promise<MaintenanceChange[]> {
  const rows = await maintenancesOverlapping(db, period);
  return rows.flatMap((maintenance) => {
    const { started, ended } = windowChanges(maintenance, period);
    return [
      ...ended.map((window) => ({ kind: "ended" as const, maintenance, window })),
      ...started.map((window) => ({ kind: "started" as const, maintenance, window })),
    ];
  });
}

/** Newest first. */
export async function listMaintenances(
  db: Database,
  page: Pagination,
): Promise<Paginated<Maintenance>> {
  const key = readCursor<[startsAt: number, id: string]>(page.cursor, ["number", "string"]);
  const rows = await db
    .select(columns)
    .from(maintenancesTable)
    .where(
      key
        ? sql`(${maintenancesTable.startsAt}, ${maintenancesTable.id}) < (${key[0]}, ${key[1]})`
        : undefined,
    )
    .orderBy(desc(maintenancesTable.startsAt), desc(maintenancesTable.id))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ startsAt, id }) => [startsAt, id]);
}

export async function findMaintenance(db: Database, id: string): Promise<Maintenance | null> {
  const [row] = await db
    .select(columns)
    .from(maintenancesTable)
    .where(eq(maintenancesTable.id, id));
  return row ?? null;
}

/** False where its id was there already, or where there are as many as there may be. */
export async function insertMaintenance(db: Database, maintenance: Maintenance): Promise<boolean> {
  const { max } = OBJECT_LIMITS.maintenance;
  const { meta } = await db.run(insertWithin(maintenancesTable, maintenance, max));
  return meta.changes === 1;
}

/** False where somebody saved since, or where it is gone. */
export const updateMaintenance = (
  db: Database,
  id: string,
  changes: Partial<Maintenance>,
  edit: Edit,
): Promise<boolean> =>
  writeEdit(db, [
    db
      .update(maintenancesTable)
      .set({ ...changes, ...editedBy(edit) })
      .where(eq(maintenancesTable.id, id)),
  ]);

export const removeMaintenance = (db: Database, id: string, edit: Edit): Promise<boolean> =>
  writeEdit(db, [
    beforeRemoval("maintenances", id, edit),
    db.delete(maintenancesTable).where(eq(maintenancesTable.id, id)),
    forgetCreatedResource(id),
  ]);

/** The ids of all endpoints that these are about. */
export const maintainedEndpointIds = (
  list: readonly Pick<Maintenance, "endpointIds">[],
): Set<string> => new Set(list.flatMap(({ endpointIds }) => endpointIds));

/** Those that may have a window in a period: there are few, and whether they do is not SQL's to say. */
export const maintenancesOverlapping = (db: Database, { from, to }: Period) =>
  db
    .select(columns)
    .from(maintenancesTable)
    .where(
      and(
        lte(maintenancesTable.startsAt, to),
        or(isNotNull(maintenancesTable.recurrence), gte(maintenancesTable.endsAt, from)),
      ),
    );
