import { sql, type SQL } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import type { LimitedKind } from "../domain/limits";
import { DAY_MS } from "../domain/schedule";
import type { Database } from "./database";

/** What counts against each limit; `owner` is whose it is, where each has their own. */
const COUNTED: Record<LimitedKind, (now: Instant, owner: string) => SQL> = {
  endpoint: () => sql`endpoints`,
  page: () => sql`pages`,
  channel: () => sql`channels`,
  rule: () => sql`rules`,
  maintenance: () => sql`maintenances`,
  // Not when an incident is said to have started: that may be set back.
  incident: (now) => sql`incident_timeline where kind = 'opened' and at > ${now - DAY_MS}`,
  token: () => sql`tokens`,
  invitation: (now) => sql`invitations where user_id is null and expires_at > ${now}`,
  user: () => sql`users`,
  passkey: (_, owner) => sql`passkeys where user_id = ${owner}`,
};

export async function countObjects(
  db: Database,
  kind: LimitedKind,
  { now, owner }: { now: Instant; owner: string },
): Promise<number> {
  const [row] = await db.all<{ count: number }>(
    sql`select count(*) as count from ${COUNTED[kind](now, owner)}`,
  );
  return row?.count ?? 0;
}
