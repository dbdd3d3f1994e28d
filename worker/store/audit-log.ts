import { desc, eq, lt } from "drizzle-orm";
import type { Pagination, Paginated } from "../ports/pagination";
import { paginate, readCursor } from "./cursor";
import { openDatabase } from "./database";
import { auditLogTable } from "./schema/users";

export type AuditEntry = typeof auditLogTable.$inferSelect;

export const insertAuditEntry = (db: D1Database, entry: Omit<AuditEntry, "id">) =>
  openDatabase(db).insert(auditLogTable).values(entry);

/** Newest first. */
export async function listAuditEntries(
  db: D1Database,
  page: Pagination,
): Promise<Paginated<AuditEntry>> {
  const [before] = readCursor<[number]>(page.cursor, ["number"]) ?? [];
  const rows = await openDatabase(db)
    .select()
    .from(auditLogTable)
    .where(before === undefined ? undefined : lt(auditLogTable.id, before))
    .orderBy(desc(auditLogTable.id))
    .limit(page.limit + 1);
  return paginate(rows, page, ({ id }) => [id]);
}

const EXPORT_BATCH_SIZE = 500;

/** All of it, newest first. */
export async function* exportAuditEntries(db: D1Database): AsyncGenerator<AuditEntry> {
  let cursor: string | null = null;
  do {
    const page: Paginated<AuditEntry> = await listAuditEntries(db, {
      limit: EXPORT_BATCH_SIZE,
      cursor,
    });
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** All that one actor did, newest first. */
export const listAuditEntriesOf = (db: D1Database, actorId: string): Promise<AuditEntry[]> =>
  openDatabase(db)
    .select()
    .from(auditLogTable)
    .where(eq(auditLogTable.actorId, actorId))
    .orderBy(desc(auditLogTable.id));
