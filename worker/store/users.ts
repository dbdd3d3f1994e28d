import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import { REQUIRE_SECOND_FACTOR_KEY } from "./settings";

/** A signed-in person: one query, of every page. */
export type SessionRow = {
  sessionId: string;
  seenAt: Instant;
  id: string;
  name: string;
  email: string;
  role: Role;
  expiresAt: Instant;
  /** A second factor is required here, they have none, and no provider vouches for them. */
  needsSecondFactor: number;
};

const IS_SECOND_FACTOR_REQUIRED = `exists (select 1 from settings
  where settings.name = '${REQUIRE_SECOND_FACTOR_KEY}' and value = 'true')`;

/** A session of somebody here, as long as the provider that vouched for them is the one that is set. */
export const findSession = (
  db: D1Database,
  token: string,
  { now, provider }: { now: Instant; provider: string | null },
) =>
  db
    .prepare(
      `select sessions.id as sessionId, sessions.updated_at as seenAt, expires_at as expiresAt,
         users.id, name, email, role,
         (provider is null and not two_factor_enabled and ${IS_SECOND_FACTOR_REQUIRED}
           and not exists (select 1 from passkeys where passkeys.user_id = users.id)
         ) as needsSecondFactor
       from sessions join users on users.id = sessions.user_id
       where token = ?1 and expires_at > ?2 and (provider is null or provider = ?3)`,
    )
    .bind(token, now, provider)
    .first<SessionRow>();

/** Notes who vouched for the person of a session. */
export const setSessionProvider = (db: D1Database, token: string, provider: string) =>
  db.prepare("update sessions set provider = ? where token = ?").bind(provider, token).run();

export async function isSecondFactorRequired(db: D1Database): Promise<boolean> {
  const row = await db
    .prepare(`select ${IS_SECOND_FACTOR_REQUIRED} as isRequired`)
    .first<{ isRequired: number }>();
  return row?.isRequired === 1;
}

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
};

const SELECT_USER = `select id, name, email, role, two_factor_enabled as twoFactorEnabled,
  (select count(*) from passkeys where user_id = users.id) as passkeys,
  created_at as createdAt,
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

export const renameUser = (db: D1Database, id: string, name: string) =>
  db.prepare("update users set name = ? where id = ?").bind(name, id).run();

export async function listUsersWithoutSecondFactor(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare(
      `select id from users where not two_factor_enabled
       and not exists (select 1 from passkeys where passkeys.user_id = users.id)`,
    )
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** By what a user signs in. */
export async function listAccountsOf(db: D1Database, userId: string) {
  const { results } = await db
    .prepare(
      `select provider_id as provider, created_at as createdAt from accounts
       where user_id = ? order by created_at`,
    )
    .bind(userId)
    .all<{ provider: string; createdAt: Instant }>();
  return results;
}
