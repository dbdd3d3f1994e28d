import type { Scope } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import { isByOwner } from "./access";

export type TokenRecord = {
  id: string;
  name: string;
  scopes: Scope[];
  createdBy: string;
  createdAt: Instant;
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
};

type Row = Omit<TokenRecord, "scopes"> & { scopes: string };

const COLUMNS = `id, name, scopes, created_by as createdBy, created_at as createdAt,
  expires_at as expiresAt, last_used_at as lastUsedAt`;

const toTokenRecord = (row: Row): TokenRecord => ({
  ...row,
  scopes: JSON.parse(row.scopes) as Scope[],
});

/** One that is not over, made by somebody who still may: an owner, or the ADMIN_TOKEN that is set. */
export async function findToken(
  db: D1Database,
  digest: string,
  { now, credentialId }: { now: Instant; credentialId: string | null },
) {
  const row = await db
    .prepare(
      `select ${COLUMNS} from tokens
       where token_hash = ?1 and (expires_at is null or expires_at > ?2) and ${isByOwner("?3")}`,
    )
    .bind(digest, now, credentialId)
    .first<Row>();
  return row && toTokenRecord(row);
}

export async function listTokens(db: D1Database): Promise<TokenRecord[]> {
  const { results } = await db
    .prepare(`select ${COLUMNS} from tokens order by created_at desc, id`)
    .all<Row>();
  return results.map(toTokenRecord);
}

export const insertToken = (
  db: D1Database,
  token: TokenRecord & { digest: string; createdById: string },
) =>
  db
    .prepare(
      `insert into tokens
         (id, name, token_hash, scopes, created_by, created_by_id, created_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(
      token.id,
      token.name,
      token.digest,
      JSON.stringify(token.scopes),
      token.createdBy,
      token.createdById,
      token.createdAt,
      token.expiresAt,
    )
    .run();

export const removeToken = (db: D1Database, id: string) =>
  db.prepare(`delete from tokens where id = ? returning name`).bind(id).first<{ name: string }>();

export const touchToken = (db: D1Database, id: string, now: Instant) =>
  db.prepare("update tokens set last_used_at = ? where id = ?").bind(now, id).run();

/** Those that a user made. */
export async function listTokensOf(db: D1Database, userId: string): Promise<TokenRecord[]> {
  const { results } = await db
    .prepare(`select ${COLUMNS} from tokens where created_by_id = ? order by created_at desc, id`)
    .bind(userId)
    .all<Row>();
  return results.map(toTokenRecord);
}
