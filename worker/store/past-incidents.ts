import { sql } from "drizzle-orm";
import { incidentId } from "../domain/incident";
import type { Instant } from "../domain/instant";
import { windowsIn, type Maintenance } from "../domain/maintenance";
import { endingOf, endpointIdsOf, episodeOfPeople } from "../domain/notification";
import type { PastWhole } from "../domain/rehearsal";
import type { Status } from "../domain/status";
import type { Period } from "../domain/uptime";
import { groupsOf, jointAcknowledgement, NO_PROGRESS, type Running } from "../domain/whole";
import type { Database } from "./database";
import { maintenancesTouching } from "./maintenances";
import { pagesShowing } from "./pages";

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

/**
 * What happened in a period, as rules see it: from the transitions of endpoints that are still there,
 * and what people opened.
 */
export async function pastIncidents(db: Database, period: Period): Promise<PastWhole[]> {
  const [known, byPeople, rows, work] = await Promise.all([
    db.all<{ id: string; lead: string; at: Instant | null }>(sql`
      select part.id, part.lead, lead.acknowledged_at as at
      from incidents as part join incidents as lead on lead.id = part.lead
      where part.started_at >= ${period.from}`),
    openedByPeople(db, period),
    db.all<Row>(sql`
      select * from (
        select t.id as number, e.id as endpoint, e.name, e.tags, e.failure_threshold as threshold,
          t.from_status as "from", t.to_status as "to", t.at, t.since, t.error_message as reason
        from transitions as t join endpoints as e on e.number = t.endpoint
        where t.at >= ${period.from} and t.at < ${period.to}
        order by t.id desc limit ${MAX_TRANSITIONS}) order by number`),
    maintenancesTouching(db, period),
  ]);
  const takenAt = new Map(known.map(({ id, at }) => [id, at]));
  const all = [...byPeople, ...episodesOf(rows)].map((one) => ({
    ...one,
    acknowledgedAt: takenAt.get(one.episode.id) ?? null,
  }));
  const pages = await pagesShowing(db, [
    ...new Set(all.flatMap(({ episode }) => endpointIdsOf(episode))),
  ]);
  const leads = new Map(known.map(({ id, lead }) => [id, lead]));
  return [...groupsOf(all, leads).values()].map(({ id, members }) => ({
    id,
    acknowledgedAt: jointAcknowledgement(members),
    parts: members.map((one) => ({
      ...one,
      pages: [...new Set(endpointIdsOf(one.episode).flatMap((about) => pages.get(about) ?? []))],
      silences: silencesOf(one, work, period),
    })),
  }));
}

const begun = (episode: Running["episode"]): Running => ({
  episode,
  endedAt: null,
  ending: null,
  acknowledgedAt: null,
  progress: NO_PROGRESS,
});

/** Each time of not being well, in the order of the transitions. */
function episodesOf(rows: readonly Row[]): Running[] {
  const open = new Map<string, Running>();
  const all: Running[] = [];
  for (const row of rows) {
    const before = open.get(row.endpoint);
    if (before) {
      before.endedAt = row.at;
      before.ending = endingOf(row.to, false);
      open.delete(row.endpoint);
    }
    if (row.to !== "DOWN" && (row.to !== "DEGRADED" || row.from === "DOWN")) continue;
    const running = begun({
      id: incidentId(row.endpoint, row.since),
      endpointId: row.endpoint,
      endpointName: row.name,
      tags: JSON.parse(row.tags) as string[],
      reachedThrough: [],
      severity: row.to === "DOWN" ? "down" : "degraded",
      startedAt: row.since,
      openedAt: row.at,
      failureCount: row.threshold,
      reason: row.reason,
    });
    open.set(row.endpoint, running);
    all.push(running);
  }
  return all;
}

type OpenedRow = {
  id: string;
  title: string;
  severity: "minor" | "major" | "critical";
  openedBy: string;
  startedAt: Instant;
  openedAt: Instant;
  closedAt: Instant | null;
  affected: string;
};

async function openedByPeople(db: Database, period: Period): Promise<Running[]> {
  const rows = await db.all<OpenedRow>(sql`
    select incidents.id, title, severity, opened_by as openedBy, started_at as startedAt,
      entry.at as openedAt, closed_at as closedAt,
      (select json_group_array(json_object('id', e.id, 'name', e.name, 'tags', json(e.tags)))
        from endpoints as e where e.id in (select key from json_each(impacts))) as affected
    from incidents indexed by incidents_by_endpoint
      join incident_entries as entry on entry.incident_id = incidents.id and entry.kind = 'opened'
    where endpoint is null and opened_by is not null and started_at >= ${period.from}
      and entry.at < coalesce(closed_at, ${period.to})`);
  return rows.map(({ openedAt, closedAt, affected, ...opened }) => ({
    ...begun(
      episodeOfPeople(
        opened,
        JSON.parse(affected) as { id: string; name: string; tags: string[] }[],
        { openedAt, body: null },
      ),
    ),
    endedAt: closedAt,
    ending: closedAt === null ? null : ("resolved" as const),
  }));
}

const silencesOf = (
  { episode: { endpointId } }: Running,
  work: readonly Maintenance[],
  period: Period,
): Period[] =>
  endpointId === null
    ? []
    : work
        .filter(({ endpointIds }) => endpointIds.includes(endpointId))
        .flatMap((maintenance) => windowsIn(maintenance, period, MAX_WINDOWS));
