import { sql } from "drizzle-orm";
import type { IncidentRecord } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import type { Status } from "../domain/status/status";
import type { IncidentActivity, NotificationActivity } from "../ports/incidents";
import type { Database } from "./database";
import { unpackTicks } from "./packed-rows";
import { ticksTable } from "./schema/monitoring";

/** So many changes of status are told of one incident, and the checks behind the first of them. */
const MAX_TRANSITIONS = 200;
const MAX_NOTIFICATIONS = 200;
const TRANSITIONS_WITH_CHECKS = 25;

type TransitionRow = {
  number: number;
  endpointId: string;
  endpointName: string;
  from: Status;
  to: Status;
  at: Instant;
  since: Instant;
  errorMessage: string | null;
};

/** What checks found out about all that is part of an incident, and who was told of it. */
export async function loadIncidentActivity(
  db: Database,
  incident: IncidentRecord,
): Promise<IncidentActivity[]> {
  const [checkActivity, notifications] = await Promise.all([
    loadCheckActivity(db, incident),
    loadNotifications(db, incident),
  ]);
  return [...checkActivity, ...notifications];
}

/** Those of its parts included, from before they were part of it; the first of many. */
const loadNotifications = (db: Database, { id }: IncidentRecord): Promise<NotificationActivity[]> =>
  db.all(sql`
    select 'notification' as kind, coalesce(attempted_at, deliveries.created_at) as at,
      payload ->> 'kind' as notificationKind, channel_id as channelId, channels.name as channelName,
      status, outcome, attempts
    from deliveries left join channels on channels.id = deliveries.channel_id
    where alert_id in (
      select ${id} union all select id from incidents where parent_id <> id and parent_id = ${id})
    order by number limit ${MAX_NOTIFICATIONS}`);

/** From its first failure to its end. */
async function loadCheckActivity(
  db: Database,
  { id, startedAt }: IncidentRecord,
): Promise<IncidentActivity[]> {
  const transitions = await db.all<TransitionRow>(sql`
    select endpoints.number as number, endpoints.id as "endpointId", endpoints.name as "endpointName",
      from_status as "from", to_status as "to", at, since, transitions.error_message as "errorMessage"
    from (
      select endpoint, started_at, resolved_at from incidents where id = ${id}
      union all
      select endpoint, started_at, resolved_at from incidents where parent_id <> id and parent_id = ${id}
    ) as member
    join transitions on transitions.endpoint = member.endpoint
      and transitions.at >= ${startedAt} and transitions.at >= member.started_at
      and transitions.at <= coalesce(member.resolved_at, ${Number.MAX_SAFE_INTEGER})
    join endpoints on endpoints.number = transitions.endpoint
    order by at limit ${MAX_TRANSITIONS}`);
  const checks = await checksForTransitions(db, transitions.slice(0, TRANSITIONS_WITH_CHECKS));
  return [
    ...transitions.map(({ number: _, ...transition }) => ({
      kind: "transition" as const,
      ...transition,
    })),
    ...checks,
  ];
}

/** The first check that saw what a change says, and the one that decided it; kept for two days. */
async function checksForTransitions(
  db: Database,
  transitions: readonly TransitionRow[],
): Promise<IncidentActivity[]> {
  if (transitions.length === 0) return [];
  const instants = [...new Set(transitions.flatMap(({ at, since }) => [at, since]))];
  const rows = await db
    .select()
    .from(ticksTable)
    .where(sql`${ticksTable.at} in (select value from json_each(${JSON.stringify(instants)}))`);
  const wanted = new Set(transitions.map(({ number }) => number));
  const checkActivity = new Map(
    (await unpackTicks(db, rows, wanted)).map(({ at, checks }) => [at, checks]),
  );
  const notifications = new Set<string>();
  return transitions.flatMap(({ number: own, endpointId, endpointName, at, since }) =>
    [...new Set([since, at])].flatMap((instant) => {
      const key = `${own} ${instant}`;
      if (notifications.has(key)) return [];
      notifications.add(key);
      return (checkActivity.get(instant) ?? [])
        .filter(({ number }) => number === own)
        .map(({ number: _, ...check }): IncidentActivity => {
          return { kind: "check", endpointId, endpointName, at: instant, ...check };
        });
    }),
  );
}
