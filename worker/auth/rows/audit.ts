import { desc, lt } from "drizzle-orm";
import type { Page, Paged } from "../../ports/page";
import { pageOf, readCursor } from "../../store/cursor";
import { openDatabase } from "../../store/database";
import { audit } from "../../store/people-schema";

export type AuditEntry = typeof audit.$inferSelect;

export const insertAudit = (db: D1Database, entry: Omit<AuditEntry, "id">) =>
  openDatabase(db).insert(audit).values(entry);

/** Newest first. */
export async function listAudit(db: D1Database, page: Page): Promise<Paged<AuditEntry>> {
  const [before] = readCursor<[number]>(page.cursor, ["number"]) ?? [];
  const rows = await openDatabase(db)
    .select()
    .from(audit)
    .where(before === undefined ? undefined : lt(audit.id, before))
    .orderBy(desc(audit.id))
    .limit(page.limit + 1);
  return pageOf(rows, page, ({ id }) => [id]);
}

const PIECE = 500;

/** All of it, newest first. */
export async function* exportAudit(db: D1Database): AsyncGenerator<AuditEntry> {
  let cursor: string | null = null;
  do {
    const page: Paged<AuditEntry> = await listAudit(db, { limit: PIECE, cursor });
    yield* page.data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
