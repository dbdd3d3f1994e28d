import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { openDatabase } from "./database";
import { adminSessionsTable } from "./schema/users";
import type { SessionEntry } from "./sessions";

type AdminSession = typeof adminSessionsTable.$inferSelect;

export const insertAdminSession = (db: D1Database, session: AdminSession) =>
  openDatabase(db).insert(adminSessionsTable).values(session);

export async function findAdminSession(db: D1Database, id: string, now: Instant) {
  const [found] = await openDatabase(db)
    .select()
    .from(adminSessionsTable)
    .where(and(eq(adminSessionsTable.id, id), gt(adminSessionsTable.expiresAt, now)));
  return found ?? null;
}

export const touchAdminSession = (db: D1Database, id: string, now: Instant) =>
  openDatabase(db)
    .update(adminSessionsTable)
    .set({ seenAt: now })
    .where(eq(adminSessionsTable.id, id));

/** Those of the ADMIN_TOKEN that is set. */
export async function listAdminSessions(
  db: D1Database,
  credentialId: string,
  now: Instant,
): Promise<SessionEntry[]> {
  const { credentialId: ofCredential, expiresAt } = adminSessionsTable;
  const rows = await openDatabase(db)
    .select()
    .from(adminSessionsTable)
    .where(and(eq(ofCredential, credentialId), gt(expiresAt, now)))
    .orderBy(desc(adminSessionsTable.seenAt), adminSessionsTable.id);
  return rows.map(({ credentialId: _, ...session }) => session);
}

/** Ends one, or all but one; answers which. */
export async function endAdminSessions(
  db: D1Database,
  which: { only: string } | { allBut: string | null },
): Promise<string[]> {
  const { id } = adminSessionsTable;
  const ended = await openDatabase(db)
    .delete(adminSessionsTable)
    .where("only" in which ? eq(id, which.only) : ne(id, which.allBut ?? ""))
    .returning({ id });
  return ended.map((row) => row.id);
}
