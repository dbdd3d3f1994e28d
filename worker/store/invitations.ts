import type { Role } from "../domain/permissions";
import type { Instant } from "../domain/instant";

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

export const findInvitation = (db: D1Database, digest: string, now: Instant) =>
  db
    .prepare(
      `select ${COLUMNS} from invitations
       where token_hash = ? and user_id is null and expires_at > ?`,
    )
    .bind(digest, now)
    .first<Invitation>();

/** Makes one, and clears away what is over. */
export async function insertInvitation(
  db: D1Database,
  invitation: Invitation & { digest: string },
) {
  await db.batch([
    db
      .prepare("delete from invitations where expires_at < ?")
      .bind(invitation.createdAt - 30 * 86_400_000),
    db
      .prepare(
        `insert into invitations
           (id, token_hash, email, role, invited_by, created_at, expires_at, recovered_user_id)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(
        invitation.id,
        invitation.digest,
        invitation.email,
        invitation.role,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
        invitation.recoveredUserId,
      ),
  ]);
}

export async function removeInvitation(db: D1Database, id: string): Promise<boolean> {
  const { meta } = await db
    .prepare("delete from invitations where id = ? and user_id is null")
    .bind(id)
    .run();
  return meta.changes === 1;
}
