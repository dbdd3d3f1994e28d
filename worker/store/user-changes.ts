import { sql, type SQL } from "drizzle-orm";
import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import { endAccess, type EndedAccess } from "./access";
import { openDatabase, writeBatch } from "./database";

type Recovery = { userId: string; passwordHash: string; digest: string; claim: string };

/**
 * A new password by a recovery link: nothing else of theirs opens a door after it. `claim` is this
 * use's own: of two at once one finds the link used. Null where the link is not open.
 */
export async function recoverUser(
  db: D1Database,
  { userId, passwordHash, digest, claim }: Recovery,
  now: Instant,
): Promise<EndedAccess | null> {
  const won = sql`exists (select 1 from invitations where invitations.user_id = ${claim})`;
  const { statements, ended } = endAccess(userId, won);
  const [updated, ...others] = await writeBatch(openDatabase(db), [
    sql`update invitations set user_id = ${claim} where token_hash = ${digest}
      and recovered_user_id = ${userId} and user_id is null and expires_at > ${now}`,
    ...statements,
    ...["two_factors", "accounts", "passkeys"].map((table) => deleteOf(table, userId, won)),
    sql`update users set two_factor_enabled = 0 where id = ${userId} and ${won}`,
    sql`insert into accounts
        (id, account_id, provider_id, user_id, password, created_at, updated_at)
      select ${userId}, ${userId}, 'credential', ${userId}, ${passwordHash}, ${now}, ${now}
      where ${won}`,
  ]);
  return updated?.meta.changes === 1 ? ended(others) : null;
}

/** Another role; null where they are gone, or the last owner who would be none. */
export async function changeUserRole(
  db: D1Database,
  id: string,
  role: Role,
): Promise<EndedAccess | null> {
  const { statements, ended } = endAccess(
    id,
    sql`(select role from users where id = ${id}) = ${role}`,
  );
  const [changed, ...others] = await writeBatch(openDatabase(db), [
    sql`update users set role = ${role}
      where id = ${id} and (${role} = 'owner' or ${isNotLastOwner(id)})`,
    ...statements,
  ]);
  return changed?.meta.changes === 1 ? ended(others) : null;
}

/** A password that was changed: whoever else is signed in with the one before is not any more. */
export async function endOtherAccess(
  db: D1Database,
  id: string,
  { session, keepTokens }: { session: string | null; keepTokens: boolean },
): Promise<EndedAccess> {
  const options = { exceptSession: session ?? "", keepTokens };
  const { statements, ended } = endAccess(id, sql`1`, options);
  return ended(await writeBatch(openDatabase(db), statements));
}

/**
 * Removes a user and what is known of them as a person. The log keeps what they did under their name,
 * without their addresses. Null where they are gone or the last owner.
 */
export async function removeUser(
  db: D1Database,
  { id, email }: { id: string; email: string },
): Promise<EndedAccess | null> {
  const gone = sql`not exists (select 1 from users where id = ${id})`;
  const { statements, ended } = endAccess(id, gone);
  const [removed, ...others] = await writeBatch(openDatabase(db), [
    sql`delete from users where id = ${id} and ${isNotLastOwner(id)}`,
    ...statements,
    ...["accounts", "two_factors", "passkeys"].map((table) => deleteOf(table, id, gone)),
    // A second invitation to their address would let them in again.
    sql`delete from invitations where (email = ${email} or created_by_id = ${id}) and ${gone}`,
    sql`update audit_log set address = null where actor_id = ${id} and ${gone}`,
    ...eraseEmail(email, gone),
  ]);
  return removed?.meta.changes === 1 ? ended(others) : null;
}

/** What stands where an address stood that was erased. */
export const ERASED = "(erased)";

/** Where a name is kept of who did something; whoever joined without one was called by their address. */
const NAMES = [
  ["audit_log", "actor_name"],
  ["audit_log", "resource"],
  ["invitations", "invited_by"],
  ["incident_timeline", "by"],
  ["incidents", "created_by"],
  ["incidents", "acknowledged_by"],
  ["incidents", "assigned_to"],
] as const;

/** An address that stands in place of a name, and in the log as a text of what was sent. */
function eraseEmail(email: string, condition: SQL): SQL[] {
  const [text, erased] = [JSON.stringify(email), JSON.stringify(ERASED)];
  return [
    sql`update audit_log
      set before = replace(before, ${text}, ${erased}), after = replace(after, ${text}, ${erased})
      where ${condition} and (instr(before, ${text}) or instr(after, ${text}))`,
    ...NAMES.map(
      ([table, column]) => sql`update ${sql.identifier(table)}
        set ${sql.identifier(column)} = ${ERASED}
        where ${sql.identifier(column)} = ${email} and ${condition}`,
    ),
  ];
}

const deleteOf = (table: string, userId: string, condition: SQL): SQL =>
  sql`delete from ${sql.raw(table)} where user_id = ${userId} and ${condition}`;

const isNotLastOwner = (id: string): SQL => sql`(role <> 'owner'
  or exists (select 1 from users as other where other.role = 'owner' and other.id <> ${id}))`;
