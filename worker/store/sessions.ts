import type { Instant } from "../domain/instant";

export type SessionEntry = {
  id: string;
  createdAt: Instant;
  seenAt: Instant;
  expiresAt: Instant;
  address: string | null;
  agent: string | null;
};

export const listSessions = async (db: D1Database, userId: string, now: Instant) =>
  (
    await db
      .prepare(
        `select id, created_at as createdAt, updated_at as seenAt, expires_at as expiresAt,
         ip_address as address, user_agent as agent
         from sessions where user_id = ? and expires_at > ? order by updated_at desc, id`,
      )
      .bind(userId, now)
      .all<SessionEntry>()
  ).results;

/** Ends one session of a person, or all but one; answers which. */
export async function endSessions(
  db: D1Database,
  userId: string,
  which: { only: string } | { allBut: string | null },
): Promise<string[]> {
  const [id, sign] = "only" in which ? [which.only, "="] : [which.allBut ?? "", "<>"];
  const { results } = await db
    .prepare(`delete from sessions where user_id = ? and id ${sign} ? returning id`)
    .bind(userId, id)
    .all<{ id: string }>();
  return results.map((row) => row.id);
}

/** A session that took the place of another one goes on under its id: its sockets end with it. */
export const keepSessionId = (db: D1Database, token: string, id: string) =>
  db.prepare("update sessions set id = ? where token = ?").bind(id, token).run();

export const endSessionByToken = (db: D1Database, token: string) =>
  db
    .prepare("delete from sessions where token = ? returning id")
    .bind(token)
    .first<{ id: string }>();
