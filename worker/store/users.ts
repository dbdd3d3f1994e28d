import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import type { Edit } from "../ports/versions";
import { unlessEdited } from "./versions";

/** A signed-in person: one query, of every page. */
export type SessionRow = {
  sessionId: string;
  seenAt: Instant;
  id: string;
  name: string;
  email: string;
  role: Role;
};

export const findSession = (db: D1Database, token: string, now: Instant) =>
  db
    .prepare(
      `select sessions.id as sessionId, sessions.updated_at as seenAt, users.id, name, email, role
       from sessions join users on users.id = sessions.user_id
       where token = ? and expires_at > ?`,
    )
    .bind(token, now)
    .first<SessionRow>();

export const touchSession = (db: D1Database, sessionId: string, now: Instant) =>
  db.prepare("update sessions set updated_at = ? where id = ?").bind(now, sessionId).run();

export type UserRow = {
  id: string;
  name: string;
  email: string;
  role: Role;
  twoFactorEnabled: number;
  passkeys: number;
  createdAt: Instant;
  lastSeenAt: Instant | null;
  version: number;
};

const SELECT_USER = `select id, name, email, role, two_factor_enabled as twoFactorEnabled,
  (select count(*) from passkeys where user_id = users.id) as passkeys,
  created_at as createdAt, version,
  (select max(updated_at) from sessions where user_id = users.id) as lastSeenAt from users`;

export const listUsers = async (db: D1Database): Promise<UserRow[]> =>
  (await db.prepare(`${SELECT_USER} order by name, id`).all<UserRow>()).results;

export const findUser = (db: D1Database, id: string) =>
  db.prepare(`${SELECT_USER} where id = ?`).bind(id).first<UserRow>();

export const findUserByEmail = (db: D1Database, email: string) =>
  db.prepare(`${SELECT_USER} where email = ?`).bind(email.toLowerCase()).first<UserRow>();

export async function hasUsers(db: D1Database): Promise<boolean> {
  const row = await db.prepare("select exists (select 1 from users) as there").first<{
    there: number;
  }>();
  return row?.there === 1;
}

export type NewUser = {
  id: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
};

/** The first person; false where there is one already, whoever asks at the same moment. */
export async function createOwner(db: D1Database, user: NewUser, now: Instant) {
  const [inserted] = await db.batch([
    insertUser(db, user, now, "not exists (select 1 from users)"),
    insertPassword(db, user, now),
  ]);
  return inserted?.meta.changes === 1;
}

/** Who was invited; false where the invitation is used, over or gone, or the address is taken. */
export async function createInvitedUser(
  db: D1Database,
  user: NewUser,
  digest: string,
  now: Instant,
): Promise<boolean> {
  const [, inserted] = await db.batch([
    db
      .prepare(
        `update invitations set user_id = ?1 where token_hash = ?2 and user_id is null
         and recovered_user_id is null and expires_at > ?3
         and not exists (select 1 from users where users.email = invitations.email)`,
      )
      .bind(user.id, digest, now),
    insertUser(db, user, now, "exists (select 1 from invitations where invitations.user_id = ?1)"),
    insertPassword(db, user, now),
  ]);
  return inserted?.meta.changes === 1;
}

const insertUser = (db: D1Database, user: NewUser, now: Instant, where: string) =>
  db
    .prepare(
      `insert into users (id, name, email, email_verified, role, created_at, updated_at)
       select ?1, ?2, ?3, 1, ?4, ?5, ?5 where ${where}`,
    )
    .bind(user.id, user.name, user.email.toLowerCase(), user.role, now);

const insertPassword = (db: D1Database, { id, passwordHash }: NewUser, now: Instant) =>
  db
    .prepare(
      `insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
       select ?1, ?1, 'credential', ?1, ?2, ?3, ?3 where exists (select 1 from users where id = ?1)`,
    )
    .bind(id, passwordHash, now);

/**
 * A new password by a recovery link: nothing else of theirs opens a door after it. `claim` is this
 * use's own: of two at once one finds the link used.
 */
export async function recoverUser(
  db: D1Database,
  { userId, passwordHash, digest, claim }: Recovery,
  now: Instant,
): Promise<boolean> {
  const won = "exists (select 1 from invitations where invitations.user_id = ?2)";
  const [updated] = await db.batch([
    db
      .prepare(
        `update invitations set user_id = ?2
         where token_hash = ?3 and recovered_user_id = ?1 and user_id is null and expires_at > ?4`,
      )
      .bind(userId, claim, digest, now),
    ...["sessions", "two_factors", "accounts"].map((table) =>
      db.prepare(`delete from ${table} where user_id = ?1 and ${won}`).bind(userId, claim),
    ),
    db.prepare(`delete from passkeys where user_id = ?1 and ${won}`).bind(userId, claim),
    db
      .prepare(`update users set two_factor_enabled = 0 where id = ?1 and ${won}`)
      .bind(userId, claim),
    db
      .prepare(
        `insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
         select ?1, ?1, 'credential', ?1, ?3, ?4, ?4 where ${won}`,
      )
      .bind(userId, claim, passwordHash, now),
  ]);
  return updated?.meta.changes === 1;
}

type Recovery = { userId: string; passwordHash: string; digest: string; claim: string };

/** What came of a change of a person; but for `saved` nothing is written. */
type UserUpdate = "saved" | "edited" | "last-owner";

const userUpdate = (results: D1Result[] | null, at: number): UserUpdate => {
  if (!results) return "edited";
  return results[at]?.meta.changes === 1 ? "saved" : "last-owner";
};

const EDITED = "version = iif(version = ?3, ?3 + 1, null), updated_by = ?4, updated_at = ?5";

/** Another role; refused where they are gone, or the last owner who would be none. Ends their sessions. */
export async function changeUserRole(
  db: D1Database,
  { id, role }: Pick<UserRow, "id" | "role">,
  { version, by, at }: Edit,
): Promise<UserUpdate> {
  const batch = [
    db
      .prepare(
        `update users set role = ?2, ${EDITED}
         where id = ?1 and (?2 = 'owner' or ${IS_NOT_LAST_OWNER})`,
      )
      .bind(id, role, version, by, at),
    db
      .prepare(
        "delete from sessions where user_id = ?1 and (select role from users where id = ?1) = ?2",
      )
      .bind(id, role),
  ];
  return userUpdate(await unlessEdited(() => db.batch(batch)), 0);
}

/** Refused where they are gone or the last owner. */
export async function removeUser(
  db: D1Database,
  id: string,
  { version }: Edit,
): Promise<UserUpdate> {
  const deleted = "not exists (select 1 from users where id = ?1)";
  const batch = [
    db
      .prepare("update users set version = iif(version = ?2, version, null) where id = ?1")
      .bind(id, version),
    db.prepare(`delete from users where id = ?1 and ${IS_NOT_LAST_OWNER}`).bind(id),
    ...["sessions", "accounts", "two_factors"].map((table) =>
      db.prepare(`delete from ${table} where user_id = ?1 and ${deleted}`).bind(id),
    ),
    db.prepare(`delete from passkeys where user_id = ?1 and ${deleted}`).bind(id),
  ];
  return userUpdate(await unlessEdited(() => db.batch(batch)), 1);
}

const IS_NOT_LAST_OWNER = `(role <> 'owner'
  or exists (select 1 from users as other where other.role = 'owner' and other.id <> ?1))`;

export async function renameUser(
  db: D1Database,
  { id, name }: Pick<UserRow, "id" | "name">,
  { version, by, at }: Edit,
): Promise<boolean> {
  const renamed = db
    .prepare(`update users set name = ?2, ${EDITED} where id = ?1`)
    .bind(id, name, version, by, at);
  const result = await unlessEdited(() => renamed.run());
  return result?.meta.changes === 1;
}
