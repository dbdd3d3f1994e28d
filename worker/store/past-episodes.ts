import { sql } from "drizzle-orm";
import { incidentId } from "../domain/incident";
import type { Instant } from "../domain/instant";
import { windowsIn } from "../domain/maintenance";
import { endingOf } from "../domain/notification";
import type { Status } from "../domain/status";
import type { Period } from "../domain/uptime";
import type { PastEpisode } from "../ports/notifying";
import type { Database } from "./database";
import { maintenancesTouching } from "./maintenances";

/** A week that was wilder than this is told from its end. */
const MAX_TRANSITIONS = 10_000;
const MAX_WINDOWS = 100;

type Row = {
  endpoint: string;
  name: string;
  tags: string;
  threshold: number;
  from: Status;
  to: Status;
  at: Instant;
  since: Instant;
  reason: string | null;
};

/** What happened in a period, as rules see it, from the transitions of endpoints that are still there. */
export async function pastEpisodes(db: Database, period: Period): Promise<PastEpisode[]> {
  const [rows, acknowledged, work] = await Promise.all([
    db.all<Row>(sql`
      select * from (
        select t.id as number, e.id as endpoint, e.name, e.tags, e.failure_threshold as threshold,
          t.from_status as "from", t.to_status as "to", t.at, t.since, t.error_message as reason
        from transitions as t join endpoints as e on e.number = t.endpoint
        where t.at >= ${period.from} and t.at < ${period.to}
        order by t.id desc limit ${MAX_TRANSITIONS}) order by number`),
    db.all<{ id: string; at: Instant }>(sql`
      select id, acknowledged_at as at from incidents
      where acknowledged_at is not null and started_at >= ${period.from}`),
    maintenancesTouching(db, period),
  ]);
  const takenAt = new Map(acknowledged.map(({ id, at }) => [id, at]));
  const open = new Map<string, PastEpisode>();
  const all: PastEpisode[] = [];
  for (const row of rows) {
    const before = open.get(row.endpoint);
    if (before) {
      before.endedAt = row.at;
      before.ending = endingOf(row.to, false);
      open.delete(row.endpoint);
    }
    if (row.to !== "DOWN" && (row.to !== "DEGRADED" || row.from === "DOWN")) continue;
    const id = incidentId(row.endpoint, row.since);
    const episode: PastEpisode = {
      episode: {
        id,
        endpointId: row.endpoint,
        endpointName: row.name,
        tags: JSON.parse(row.tags) as string[],
        reachedThrough: [],
        severity: row.to === "DOWN" ? "down" : "degraded",
        startedAt: row.since,
        openedAt: row.at,
        failureCount: row.threshold,
        reason: row.reason,
      },
      endedAt: null,
      ending: null,
      acknowledgedAt: takenAt.get(id) ?? null,
      silences: work
        .filter(({ endpointIds }) => endpointIds.includes(row.endpoint))
        .flatMap((maintenance) => windowsIn(maintenance, period, MAX_WINDOWS)),
    };
    open.set(row.endpoint, episode);
    all.push(episode);
  }
  return all;
}
