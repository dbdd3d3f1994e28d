import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";
import { isByOwner } from "./access";

export type Invitation = {
  id: string;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: Instant;
  expiresAt: Instant;
  /** Whose doors it opens again, where it is no invitation but a recovery. */
  recoveredUserId: string | null;
};

const COLUMNS = `id, email, role, invited_by as invitedBy, created_at as createdAt,
  expires_at as expiresAt, recovered_user_id as recoveredUserId`;

/** Those that are still open. */
export const listInvitations = async (db: D1Database, now: Instant): Promise<Invitation[]> =>
  (
    await db
      .prepare(
        `select ${COLUMNS} from invitations
         where user_id is null and expires_at > ? order by created_at desc limit 200`,
      )
      .bind(now)
      .all<Invitation>()
  ).results;

/** One that is open, made by somebody who still may: an owner, or the ADMIN_TOKEN that is set. */
export const findInvitation = (
  db: D1Database,
  digest: string,
  { now, credentialId }: { now: Instant; credentialId: string | null },
) =>
  db
    .prepare(
      `select ${COLUMNS} from invitations
       where token_hash = ?1 and user_id is null and expires_at > ?2 and ${isByOwner("?3")}`,
    )
    .bind(digest, now, credentialId)
    .first<Invitation>();

export const insertInvitation = (
  db: D1Database,
  invitation: Invitation & { digest: string; createdById: string },
) =>
  db
    .prepare(
      `insert into invitations (id, token_hash, email, role, invited_by, created_by_id, created_at,
         expires_at, recovered_user_id)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(
      invitation.id,
      invitation.digest,
      invitation.email,
      invitation.role,
      invitation.invitedBy,
      invitation.createdById,
      invitation.createdAt,
      invitation.expiresAt,
      invitation.recoveredUserId,
    )
    .run();

export async function removeInvitation(db: D1Database, id: string): Promise<boolean> {
  const { meta } = await db
    .prepare("delete from invitations where id = ? and user_id is null")
    .bind(id)
    .run();
  return meta.changes === 1;
}

/** Those that a user made. */
export async function listInvitationsOf(db: D1Database, userId: string): Promise<Invitation[]> {
  const { results } = await db
    .prepare(`select ${COLUMNS} from invitations where created_by_id = ? order by created_at desc`)
    .bind(userId)
    .all<Invitation>();
  return results;
}
