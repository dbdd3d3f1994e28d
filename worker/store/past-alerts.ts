import { sql } from "drizzle-orm";
import { incidentId } from "../domain/incidents/incident";
import type { Instant } from "../domain/instant";
import { windowsIn, type Maintenance } from "../domain/incidents/maintenance";
import { resolutionOf, alertEndpointIds, declaredAlert } from "../domain/alerts/alert";
import type { PastAlertGroup } from "../domain/alerts/simulation";
import type { Status } from "../domain/status/status";
import type { Period } from "../domain/status/uptime";
import {
  groupByIncident,
  mergeAcknowledgements,
  INITIAL_NOTIFICATION_STATE,
  type ActiveAlert,
} from "../domain/alerts/group";
import type { Database } from "./database";
import { maintenancesOverlapping } from "./maintenances";
import { pageIdsByEndpoint } from "./pages";

/** A week that was wilder than this is told from its end. */
const MAX_TRANSITIONS = 10_000;
const MAX_WINDOWS = 100;

type TransitionRow = {
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
export async function loadPastAlertGroups(db: Database, period: Period): Promise<PastAlertGroup[]> {
  const [known, declared, rows, maintenances] = await Promise.all([
    db.all<{ id: string; parentId: string; acknowledgedAt: Instant | null }>(sql`
      select member.id, member.parent_id as "parentId", parent.acknowledged_at as "acknowledgedAt"
      from incidents as member join incidents as parent on parent.id = member.parent_id
      where member.started_at >= ${period.from}`),
    declaredAlerts(db, period),
    db.all<TransitionRow>(sql`
      select * from (
        select t.id as number, e.id as endpoint, e.name, e.tags, e.failure_threshold as threshold,
          t.from_status as "from", t.to_status as "to", t.at, t.since, t.error_message as reason
        from transitions as t join endpoints as e on e.number = t.endpoint
        where t.at >= ${period.from} and t.at < ${period.to}
        order by t.id desc limit ${MAX_TRANSITIONS}) order by number`),
    maintenancesOverlapping(db, period),
  ]);
  const acknowledgedAtById = new Map(known.map(({ id, acknowledgedAt }) => [id, acknowledgedAt]));
  const all = [...declared, ...detectedAlerts(rows)].map((one) => ({
    ...one,
    acknowledgedAt: acknowledgedAtById.get(one.alert.id) ?? null,
  }));
  const pages = await pageIdsByEndpoint(db, [
    ...new Set(all.flatMap(({ alert }) => alertEndpointIds(alert))),
  ]);
  const parentIds = new Map(known.map(({ id, parentId }) => [id, parentId]));
  return [...groupByIncident(all, parentIds).values()].map(({ id, members }) => ({
    id,
    acknowledgedAt: mergeAcknowledgements(members),
    members: members.map((one) => ({
      ...one,
      pageIds: [...new Set(alertEndpointIds(one.alert).flatMap((about) => pages.get(about) ?? []))],
      silences: silencesOf(one, maintenances, period),
    })),
  }));
}

const newAlert = (alert: ActiveAlert["alert"]): ActiveAlert => ({
  alert,
  endedAt: null,
  resolution: null,
  acknowledgedAt: null,
  notificationState: INITIAL_NOTIFICATION_STATE,
});

/** Each time of not being well, in the order of the transitions. */
function detectedAlerts(rows: readonly TransitionRow[]): ActiveAlert[] {
  const open = new Map<string, ActiveAlert>();
  const all: ActiveAlert[] = [];
  for (const row of rows) {
    const before = open.get(row.endpoint);
    if (before) {
      before.endedAt = row.at;
      before.resolution = resolutionOf(row.to, false);
      open.delete(row.endpoint);
    }
    if (row.to !== "DOWN" && (row.to !== "DEGRADED" || row.from === "DOWN")) continue;
    const active = newAlert({
      id: incidentId(row.endpoint, row.since),
      endpointId: row.endpoint,
      endpointName: row.name,
      tags: JSON.parse(row.tags) as string[],
      dependencyIds: [],
      level: row.to === "DOWN" ? "down" : "degraded",
      startedAt: row.since,
      openedAt: row.at,
      failureCount: row.threshold,
      reason: row.reason,
    });
    open.set(row.endpoint, active);
    all.push(active);
  }
  return all;
}

type DeclaredRow = {
  id: string;
  title: string;
  severity: "minor" | "major" | "critical";
  openedBy: string;
  startedAt: Instant;
  openedAt: Instant;
  closedAt: Instant | null;
  affected: string;
};

async function declaredAlerts(db: Database, period: Period): Promise<ActiveAlert[]> {
  const rows = await db.all<DeclaredRow>(sql`
    select incidents.id, title, severity, created_by as openedBy, started_at as startedAt,
      entry.at as openedAt, closed_at as closedAt,
      (select json_group_array(json_object('id', e.id, 'name', e.name, 'tags', json(e.tags)))
        from endpoints as e where e.id in (select key from json_each(impacts))) as affected
    from incidents indexed by incidents_by_endpoint
      join incident_timeline as entry on entry.incident_id = incidents.id and entry.kind = 'opened'
    where endpoint is null and created_by is not null and started_at >= ${period.from}
      and entry.at < coalesce(closed_at, ${period.to})`);
  return rows.map(({ openedAt, closedAt, affected, ...opened }) => ({
    ...newAlert(
      declaredAlert(
        opened,
        JSON.parse(affected) as { id: string; name: string; tags: string[] }[],
        { openedAt, body: null },
      ),
    ),
    endedAt: closedAt,
    resolution: closedAt === null ? null : ("resolved" as const),
  }));
}

const silencesOf = (
  { alert: { endpointId } }: ActiveAlert,
  maintenances: readonly Maintenance[],
  period: Period,
): Period[] =>
  endpointId === null
    ? []
    : maintenances
        .filter(({ endpointIds }) => endpointIds.includes(endpointId))
        .flatMap((maintenance) => windowsIn(maintenance, period, MAX_WINDOWS));
