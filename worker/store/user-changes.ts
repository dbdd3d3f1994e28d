import { sql, type SQL } from "drizzle-orm";
import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import type { Edit } from "../ports/versions";
import { endAccess, type EndedAccess } from "./access";
import { openDatabase, writeBatch } from "./database";
import { nextVersion, unlessEdited, writeEdit } from "./versions";

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

/** What ended with a change; else nothing is written. Null where somebody saved since. */
type UserChange = EndedAccess | "last-owner" | null;

/** Another role; refused where they are gone, or the last owner who would be none. */
export async function changeUserRole(
  db: D1Database,
  { id, role }: { id: string; role: Role },
  edit: Edit,
): Promise<UserChange> {
  const { statements, ended } = endAccess(
    id,
    sql`(select role from users where id = ${id}) = ${role}`,
  );
  const batch = [
    sql`update users set role = ${role}, ${edited(edit)}
      where id = ${id} and (${role} = 'owner' or ${isNotLastOwner(id)})`,
    ...statements,
  ];
  const results = await unlessEdited(() => writeBatch(openDatabase(db), batch));
  if (!results) return null;
  const [changed, ...others] = results;
  return changed?.meta.changes === 1 ? ended(others) : "last-owner";
}

export const renameUser = (
  db: D1Database,
  { id, name }: { id: string; name: string },
  edit: Edit,
): Promise<boolean> =>
  writeEdit(openDatabase(db), [
    sql`update users set name = ${name}, ${edited(edit)} where id = ${id}`,
  ]);

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
 * without their addresses. Refused where they are the last owner.
 */
export async function removeUser(
  db: D1Database,
  { id, email }: { id: string; email: string },
  { version }: Edit,
): Promise<UserChange> {
  const gone = sql`not exists (select 1 from users where id = ${id})`;
  const { statements, ended } = endAccess(id, gone);
  const batch = [
    // With another version nothing of it happens; the last owner keeps theirs.
    sql`update users set version = iif(version = ${version}, version, null) where id = ${id}`,
    sql`delete from users where id = ${id} and ${isNotLastOwner(id)}`,
    ...statements,
    ...["accounts", "two_factors", "passkeys"].map((table) => deleteOf(table, id, gone)),
    // A second invitation to their address would let them in again.
    sql`delete from invitations where (email = ${email} or created_by_id = ${id}) and ${gone}`,
    sql`update audit_log set address = null where actor_id = ${id} and ${gone}`,
    ...eraseEmail(email, gone),
  ];
  const results = await unlessEdited(() => writeBatch(openDatabase(db), batch));
  if (!results) return null;
  const [, removed, ...others] = results;
  return removed?.meta.changes === 1 ? ended(others) : "last-owner";
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
  ["endpoints", "updated_by"],
  ["channels", "updated_by"],
  ["rules", "updated_by"],
  ["pages", "updated_by"],
  ["maintenances", "updated_by"],
  ["settings", "updated_by"],
  ["users", "updated_by"],
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

const edited = ({ version, by, at }: Edit): SQL =>
  sql`version = ${nextVersion(version)}, updated_by = ${by}, updated_at = ${at}`;
