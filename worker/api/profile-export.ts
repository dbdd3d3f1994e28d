import { toIso, type Instant } from "../domain/instant";
import type { ProfileExport, ProfileView } from "../protocol/users";
import { listAuditEntriesOf } from "../store/audit-log";
import { listInvitationsOf } from "../store/invitations";
import { listSessions } from "../store/sessions";
import { listTokensOf } from "../store/tokens";
import { listAccountsOf } from "../store/users";
import { sessionView } from "./sessions";
import { tokenView } from "./tokens";

/** All that is known of a user as a person, for themselves; nothing that opens a door. */
export async function exportUser(
  db: D1Database,
  profile: ProfileView,
  { session, now }: { session: string | null; now: Instant },
): Promise<ProfileExport> {
  const { id } = profile;
  const [accounts, sessions, tokens, invitations, audit] = await Promise.all([
    listAccountsOf(db, id),
    listSessions(db, id, now),
    listTokensOf(db, id),
    listInvitationsOf(db, id),
    listAuditEntriesOf(db, id),
  ]);
  return {
    profile,
    accounts: accounts.map(({ provider, createdAt }) => ({
      provider,
      createdAt: toIso(createdAt),
    })),
    sessions: sessions.map((one) => sessionView(one, session)),
    tokens: tokens.map(tokenView),
    invitations: invitations.map(({ email, role, createdAt, expiresAt }) => ({
      email,
      role,
      createdAt: toIso(createdAt),
      expiresAt: toIso(expiresAt),
    })),
    audit: audit.map(({ at, action, resource, before, after, address, id: entry }) => ({
      id: entry,
      at: toIso(at),
      action,
      resource,
      before,
      after,
      address,
    })),
  };
}
