import { asc, gt } from "drizzle-orm";
import type { Instant } from "../domain/instant";
import { stretches, uptimeOf } from "../domain/uptime";
import type { Database } from "./database";
import { transitions, type statuses } from "./schema";
import { gapsSince } from "./ticks";

const DAY_MS = 86_400_000;

/** Uptime of the last 24 hours, from what changed in them: a quiet day reads no rows at all. */
export async function uptime24h(
  db: Database,
  current: readonly (typeof statuses.$inferSelect)[],
  now: Instant,
): Promise<Map<number, number | null>> {
  const period = { from: now - DAY_MS, to: now };
  const [changes, gaps] = await Promise.all([
    db
      .select()
      .from(transitions)
      .where(gt(transitions.at, period.from))
      .orderBy(asc(transitions.at), asc(transitions.id)),
    gapsSince(db, period.from),
  ]);
  const byEndpoint = Map.groupBy(changes, ({ endpoint }) => endpoint);
  return new Map(
    current.map((status) => {
      const parts = stretches(byEndpoint.get(status.endpoint) ?? [], status, period);
      return [status.endpoint, uptimeOf(parts, gaps).uptime];
    }),
  );
}
