import { sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { openDatabase, writeBatch } from "./database";

const DAY_MS = 86_400_000;

/** Kept for a while after they are over, so that a list says what became of them. */
const KEEP_EXPIRED_MS = 30 * DAY_MS;

/** Whether what was made is of somebody who still may: an owner, or the ADMIN_TOKEN that is set. */
export const isByOwner = (credentialId: string): string => `(created_by_id = ${credentialId}
  or exists (select 1 from users where users.id = created_by_id and users.role = 'owner'))`;

/** What ended with an access. */
export type EndedAccess = {
  tokens: { id: string; name: string }[];
  invitations: number;
  /** Ids of sessions. */
  sessions: string[];
};

/**
 * All that would still open a door for a user: sessions, half-done sign-ins, links that recover their
 * access, and what they made for others and for machines. Each statement runs only under `condition`.
 */
export const endAccess = (
  userId: string,
  condition: SQL,
  { exceptSession = "", keepTokens = false }: { exceptSession?: string; keepTokens?: boolean } = {},
): { statements: SQL[]; ended(results: readonly D1Result[]): EndedAccess } => ({
  statements: [
    sql`delete from tokens where created_by_id = ${userId} and ${keepTokens ? 0 : 1} and ${condition}
      returning id, name`,
    sql`delete from invitations where user_id is null and ${condition}
      and (created_by_id = ${userId} or recovered_user_id = ${userId}) returning id`,
    sql`delete from sessions where user_id = ${userId} and id <> ${exceptSession} and ${condition}
      returning id`,
    // A password was right and its code is still to come; the value says whose it was.
    sql`delete from verifications where value = ${userId} and ${condition}`,
  ],
  ended: ([tokens, invitations, sessions]) => ({
    tokens: (tokens?.results ?? []) as EndedAccess["tokens"],
    invitations: invitations?.results.length ?? 0,
    sessions: ((sessions?.results ?? []) as { id: string }[]).map(({ id }) => id),
  }),
});

/**
 * What the settings still vouch for: the ADMIN_TOKEN and the provider that are set. What others made
 * counts for nothing already; here it is cleared away with what is over. Answers whose sockets end.
 */
export async function clearEndedAccess(
  db: D1Database,
  {
    now,
    credentialId,
    provider,
  }: { now: Instant; credentialId: string | null; provider: string | null },
): Promise<string[]> {
  // Where none is set for the moment, what was made with the last one waits for it or for another.
  const isForeign = sql`created_by_id like 'admin:%' and created_by_id <> ${credentialId}`;
  const [sessions, adminSessions, tokens] = await writeBatch(openDatabase(db), [
    sql`delete from sessions where expires_at <= ${now}
      or (provider is not null and provider <> ${provider ?? ""}) returning 'session:' || id as tag`,
    sql`delete from admin_sessions where expires_at <= ${now} or credential_id <> ${credentialId ?? ""}
      returning 'admin:' || id as tag`,
    sql`delete from tokens where (${isForeign}) or expires_at <= ${now - KEEP_EXPIRED_MS}
      returning 'token:' || id as tag`,
    sql`delete from invitations where (user_id is null and ${isForeign})
      or expires_at <= ${now - KEEP_EXPIRED_MS}`,
    sql`delete from verifications where expires_at <= ${now}`,
  ]);
  return [sessions, adminSessions, tokens].flatMap(
    (result) => (result?.results as { tag: string }[] | undefined)?.map(({ tag }) => tag) ?? [],
  );
}
