import { desc, eq, lt, sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { RETENTION } from "../domain/limits";
import { DAY_MS } from "../domain/schedule";
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

/**
 * What is older than the retention, and of too many the oldest of whoever has the most: nobody makes
 * the log forget others by filling it. Counted only where there may be too many.
 */
export const expireAuditEntries = (now: Instant): SQL[] => [
  sql`delete from audit_log where id in (
    select id from (select id, at from audit_log order by id limit ${EXPIRED_PER_RUN})
    where at < ${now - RETENTION.auditLog.days * DAY_MS})`,
  sql`delete from audit_log where id in (
    select id from audit_log where ${AUTHOR} = (
      select ${AUTHOR} from audit_log group by 1 order by count(*) desc limit 1)
    order by id limit iif(
      (select max(id) - min(id) from audit_log) < ${RETENTION.auditLog.rows}, 0,
      max(0, (select count(*) from audit_log) - ${RETENTION.auditLog.rows})))`,
];

const EXPIRED_PER_RUN = 1_000;
const AUTHOR = sql.raw("actor_kind || coalesce(actor_id, '')");

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
