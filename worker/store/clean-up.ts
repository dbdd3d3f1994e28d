import { sql } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { MAX_SESSIONS_PER_USER } from "../domain/limits";
import { DAY_MS } from "../domain/schedule";
import { expireAuditEntries } from "./audit-log";
import { writeBatch, type Database } from "./database";
import { expireIdempotencyKeys } from "./idempotency";

/** A link that is over is listed nowhere. */
const INVITATION_RETENTION_MS = 30 * DAY_MS;

/** Clears away what people left behind; answers the ids of sessions that ended with it. */
export async function cleanUp(db: Database, now: Instant): Promise<string[]> {
  const [sessions] = await writeBatch(db, [
    // Of too many sessions of one person those that were used longest ago.
    sql`delete from sessions where expires_at <= ${now} or id in (
      select id from (
        select id, row_number() over (partition by user_id order by updated_at desc, id) as position
        from sessions where expires_at > ${now})
      where position > ${MAX_SESSIONS_PER_USER})
      returning id`,
    sql`delete from verifications where expires_at <= ${now}`,
    sql`delete from invitations where expires_at < ${now - INVITATION_RETENTION_MS}`,
    ...expireAuditEntries(now),
    expireIdempotencyKeys(now),
  ]);
  return (sessions?.results as { id: string }[]).map(({ id }) => id);
}
