import { sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { MAX_SESSIONS_PER_USER } from "../domain/limits";
import { expireAuditEntries } from "./audit-log";
import { writeBatch, type Database } from "./database";
import { expireIdempotencyKeys } from "./idempotency";

/** Clears away what people left behind; answers as what the sockets of ended sessions are known. */
export async function cleanUp(db: Database, now: Instant): Promise<string[]> {
  const [sessions, adminSessions] = await writeBatch(db, [
    // Of too many sessions of one person those that were used longest ago.
    sql`delete from sessions where id in (
      select id from (
        select id, row_number() over (partition by user_id order by updated_at desc, id) as position
        from sessions where expires_at > ${now})
      where position > ${MAX_SESSIONS_PER_USER})
      returning 'session:' || id as tag`,
    sql`delete from admin_sessions where id in (
      select id from admin_sessions order by created_at desc, id
      limit -1 offset ${MAX_SESSIONS_PER_USER})
      returning 'admin:' || id as tag`,
    sql`delete from verifications where expires_at <= ${now}`,
    ...expireAuditEntries(now),
    expireIdempotencyKeys(now),
  ]);
  const ended = [sessions, adminSessions].flatMap((result) => result?.results ?? []);
  return (ended as { tag: string }[]).map(({ tag }) => tag);
}
