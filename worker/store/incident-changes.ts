import { sql, type SQL } from "drizzle-orm";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { Instant } from "../domain/instant";
import { MERGE_WINDOW_KEY } from "./settings";

/**
 * Opens the incidents of those that won, in one statement however many there are. One that begins
 * while a person's open incident names its endpoint is part of that; one that begins soon before or
 * after another is part of the earliest.
 */
export const openIncidents = (winners: SQL): SQL => sql`
  insert into incidents (id, endpoint, started_at, failure_count, error_message, parent_id)
  with
    within (ms) as (select 1000 * coalesce(
      (select value from settings where name = ${MERGE_WINDOW_KEY}),
      ${INCIDENT_BOUNDS.mergeWithinSeconds.default})),
    started (id, endpoint, since, failure_count, message, named, near) as (
      select c.value ->> 'started', c.value ->> 'endpoint', c.value ->> 'since',
        c.value ->> 'consecutiveFailures', c.value ->> 'errorMessage',
        (select id from incidents
          where closed_at is null and parent_id = id and created_by is not null
            and exists (select 1 from json_each(impacts) where key = c.value ->> 'endpointId')
          order by started_at desc limit 1),
        (select id from incidents, within
          where closed_at is null and parent_id = id and created_by is null and within.ms > 0
            and started_at between (c.value ->> 'since') - within.ms
              and (c.value ->> 'since') + within.ms
          order by started_at, id limit 1)
      ${winners} where c.value ->> 'started' is not null),
    first (id, since) as (
      select id, since from started where named is null and near is null order by since, id limit 1)
  select id, endpoint, since, failure_count, message,
    coalesce(named, near, (
      select first.id from first, within
      where within.ms > 0 and started.since - first.since <= within.ms), id)
  from started where true
  on conflict do nothing
  returning id, parent_id as "parentId"`;

/** Resolves those that recovered, and says how many others each has as part of it. */
export const resolveIncidents = (winners: SQL, at: Instant): SQL => sql`
  update incidents set resolved_at = ${at}
  where resolved_at is null and id in (select c.value ->> 'resolved' ${winners})
  returning id, parent_id as "parentId", (
    select count(*) from incidents as member
    where member.parent_id <> member.id and member.parent_id = incidents.id) as "memberCount"`;

/** What the checks opened is over with the last of its parts; what a person opened, a person ends. */
export const closeIncidents = (parents: SQL, at: Instant): SQL => sql`
  update incidents set closed_at = ${at}, state = 'resolved'
  where closed_at is null and parent_id = id and created_by is null and resolved_at is not null
    and id in (${parents})
    and not exists (
      select 1 from incidents as member
      where member.parent_id <> member.id and member.parent_id = incidents.id
        and member.resolved_at is null)`;

/**
 * An endpoint goes, and its incidents with it, but for those that others are part of or that people
 * worked on: these stay under its name, and are over.
 */
export const detachFromIncidents = (number: number, at: Instant): SQL[] => [
  sql`delete from incidents where endpoint = ${number} and parent_id <> id`,
  sql`
    update incidents set endpoint = null, resolved_at = coalesce(resolved_at, ${at}),
      title = coalesce(title, (select name from endpoints where number = ${number}))
    where endpoint = ${number} and (version > 0 or exists (
      select 1 from incidents as member
      where member.parent_id <> member.id and member.parent_id = incidents.id))`,
  sql`delete from incidents where endpoint = ${number}`,
  closeIncidents(sql`select id from incidents where closed_at is null and parent_id = id`, at),
];
