import type {
  PublicComponent,
  PublicIncident,
  PublicMaintenance,
  PublicPage,
  PublicStatus,
} from "../protocol/public-page";
import type { Representation, RenderContext } from "./representation";
import {
  updateText,
  componentNamesText,
  currentStatus,
  statusSentence,
  publicIncidentTitle,
} from "./status-text";

/** Statuspage's API, version 2, so that its clients work unchanged. Source: metastatuspage.com/api. */
const INDICATORS: Record<PublicStatus, string> = {
  UP: "none",
  DEGRADED: "minor",
  PARTIAL: "major",
  DOWN: "critical",
  MAINTENANCE: "maintenance",
  UNKNOWN: "minor",
};
const COMPONENT_STATUS: Record<PublicStatus, string> = {
  UP: "operational",
  DEGRADED: "degraded_performance",
  PARTIAL: "partial_outage",
  DOWN: "major_outage",
  MAINTENANCE: "under_maintenance",
  // Statuspage knows no such thing; what nobody has seen is not said to work.
  UNKNOWN: "degraded_performance",
};

const pageOf = (page: PublicPage, { base }: RenderContext) => ({
  id: page.id,
  name: page.title,
  url: base,
  time_zone: page.timeZone,
  updated_at: page.updatedAt,
});

const statusOf = (page: PublicPage) => ({
  indicator: INDICATORS[currentStatus(page)],
  description: statusSentence(page),
});

const groupId = (page: PublicPage, index: number) => `${page.id}-g${index}`;

function componentsOf(page: PublicPage) {
  let position = 0;
  return page.groups.flatMap((group, index) => {
    const group_id = group.name === "" ? null : groupId(page, index);
    const own = group.components.map((one) => componentOf(page, one, group_id, ++position));
    if (group_id === null) return own;
    const worst = group.components.toSorted((a, b) => rank(b.status) - rank(a.status))[0];
    const head = {
      ...common(page, group_id, group.name, ++position),
      status: COMPONENT_STATUS[worst?.status ?? "UNKNOWN"],
      created_at: page.createdAt,
      updated_at: page.updatedAt,
      description: null,
      start_date: page.createdAt.slice(0, 10),
      group_id: null,
      group: true,
      components: group.components.map(({ id }) => id),
    };
    return [head, ...own];
  });
}

const rank = (status: PublicStatus): number => Object.keys(STATUS_RANKS).indexOf(status);
const STATUS_RANKS = { UP: 0, UNKNOWN: 0, MAINTENANCE: 0, DEGRADED: 0, PARTIAL: 0, DOWN: 0 };

const common = (page: PublicPage, id: string, name: string, position: number) => ({
  id,
  name,
  position,
  showcase: true,
  page_id: page.id,
  only_show_if_degraded: false,
});

const componentOf = (
  page: PublicPage,
  { id, name, status, description, createdAt, since }: PublicComponent,
  group_id: string | null,
  position: number,
) => ({
  ...common(page, id, name, position),
  status: COMPONENT_STATUS[page.stalledSince === null ? status : "UNKNOWN"],
  created_at: createdAt,
  updated_at: since,
  description,
  start_date: createdAt.slice(0, 10),
  group_id,
  group: false,
});

const affected = (page: PublicPage, ids: readonly string[]) =>
  componentsOf(page).filter(({ id }) => ids.includes(id));

function incidentOf(page: PublicPage, incident: PublicIncident, { base }: RenderContext) {
  const at = (status: string) => incident.updates.findLast((one) => one.status === status)?.at;
  return {
    id: incident.id,
    name: publicIncidentTitle(page, incident),
    status: incident.status,
    created_at: incident.startedAt,
    updated_at: incident.updatedAt,
    monitoring_at: at("monitoring") ?? null,
    resolved_at: incident.resolvedAt,
    impact: incident.impact,
    shortlink: `${base}#incident-${incident.id}`,
    started_at: incident.startedAt,
    page_id: page.id,
    incident_updates: incident.updates.map((update) =>
      updateOf({ ...update, body: updateText(update), incidentId: incident.id }),
    ),
    components: affected(page, incident.componentIds),
  };
}

const updateOf = (update: {
  id: string;
  status: string;
  at: string;
  body: string;
  incidentId: string;
}) => ({
  id: update.id,
  status: update.status,
  body: update.body,
  incident_id: update.incidentId,
  created_at: update.at,
  updated_at: update.at,
  display_at: update.at,
  affected_components: null,
  deliver_notifications: true,
  custom_tweet: null,
  tweet_id: null,
});

/** Scheduled, in progress, or completed: what it is now follows from the clock. */
const stateOf = ({ startsAt, endsAt }: PublicMaintenance, now: number): string =>
  Date.parse(startsAt) > now ? "scheduled" : Date.parse(endsAt) > now ? "in_progress" : "completed";

function maintenanceOf(
  page: PublicPage,
  maintenance: PublicMaintenance,
  { base, now }: RenderContext,
) {
  const { id, title, announcedAt, startsAt, endsAt, componentIds } = maintenance;
  const status = stateOf(maintenance, now);
  // What is announced is news since then; all else since it became so.
  const at = { scheduled: announcedAt, completed: endsAt }[status] ?? startsAt;
  const body = `Affects ${componentNamesText(page, componentIds)}.`;
  return {
    id,
    name: title,
    status,
    created_at: announcedAt,
    updated_at: at,
    monitoring_at: null,
    resolved_at: status === "completed" ? endsAt : null,
    impact: "maintenance",
    shortlink: `${base}#maintenance-${id}`,
    started_at: startsAt,
    page_id: page.id,
    incident_updates: [updateOf({ id: `${id}-${status}`, status, at, body, incidentId: id })],
    components: affected(page, componentIds),
    scheduled_for: startsAt,
    scheduled_until: endsAt,
  };
}

const incidentsOf = (page: PublicPage, place: RenderContext, isOpen = false) =>
  page.incidents
    .filter(({ resolvedAt }) => !isOpen || resolvedAt === null)
    .map((incident) => incidentOf(page, incident, place));

const maintenancesOf = (page: PublicPage, place: RenderContext, ...states: string[]) =>
  page.maintenances
    .filter((one) => states.length === 0 || states.includes(stateOf(one, place.now)))
    .map((one) => maintenanceOf(page, one, place));

const json =
  (make: (page: PublicPage, place: RenderContext) => object): Representation =>
  (page, place) => ({
    body: JSON.stringify({ page: pageOf(page, place), ...make(page, place) }),
    type: "application/json; charset=utf-8",
  });

/** All of them, by their own paths. */
export const STATUSPAGE_API: Readonly<Record<string, Representation>> = {
  "api/v2/summary.json": json((page, place) => ({
    components: componentsOf(page),
    incidents: incidentsOf(page, place, true),
    scheduled_maintenances: maintenancesOf(page, place, "scheduled", "in_progress"),
    status: statusOf(page),
  })),
  "api/v2/status.json": json((page) => ({ status: statusOf(page) })),
  "api/v2/components.json": json((page) => ({ components: componentsOf(page) })),
  "api/v2/incidents.json": json((page, place) => ({ incidents: incidentsOf(page, place) })),
  "api/v2/incidents/unresolved.json": json((page, place) => ({
    incidents: incidentsOf(page, place, true),
  })),
  "api/v2/scheduled-maintenances.json": json((page, place) => ({
    scheduled_maintenances: maintenancesOf(page, place),
  })),
  "api/v2/scheduled-maintenances/upcoming.json": json((page, place) => ({
    scheduled_maintenances: maintenancesOf(page, place, "scheduled"),
  })),
  "api/v2/scheduled-maintenances/active.json": json((page, place) => ({
    scheduled_maintenances: maintenancesOf(page, place, "in_progress"),
  })),
};
