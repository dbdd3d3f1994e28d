import { toIso, type Instant } from "../domain/instant";
import { componentsOf, componentStatus, type Component } from "../domain/pages/page";
import type { Status } from "../domain/status/status";
import type { PageData, PageEndpoint, StatusPage } from "../ports/pages";
import type { LiveEvent } from "../protocol/events";
import type { PublicIncident } from "../protocol/public-page";
import {
  checkedStatus,
  recordsOf,
  declaredStatuses,
  worseStatus,
  statusOfComponent,
} from "./component";
import { publicIncidents } from "./incidents";

/** What the team's events say of endpoints: which changed, and what they were. */
export type PageChanges = {
  /** Null of what changed otherwise than by its status. */
  before: Map<string, Status | null>;
  /** Those that a maintenance began or ended for. */
  maintenance: Map<string, "started" | "ended">;
  at: Instant;
};

export function changesFor(events: readonly LiveEvent[]): PageChanges {
  const before = new Map<string, Status | null>();
  const maintenance: PageChanges["maintenance"] = new Map();
  for (const event of events) {
    switch (event.type) {
      case "endpoint:status-changed":
        if (!before.get(event.data.endpointId)) {
          before.set(event.data.endpointId, event.data.previousStatus);
        }
        break;
      case "incident:started":
      case "incident:resolved":
      case "endpoint:deleted":
        if (!before.has(event.data.endpointId)) before.set(event.data.endpointId, null);
        break;
      case "incident:updated":
        // What checks saw is told above; here is what people did.
        if (event.data.act) {
          for (const id of affectedBy(event.data.incident)) {
            if (!before.has(id)) before.set(id, null);
          }
        }
        break;
      case "maintenance:started":
      case "maintenance:ended": {
        const kind = event.type === "maintenance:started" ? "started" : "ended";
        for (const id of event.data.endpointIds) maintenance.set(id, kind);
        break;
      }
      default:
    }
  }
  return { before, maintenance, at: Math.max(0, ...events.map(({ at }) => Date.parse(at))) };
}

/** Ids of all endpoints of which something changed. */
export const changedEndpoints = ({ before, maintenance }: PageChanges): string[] => [
  ...new Set([...before.keys(), ...maintenance.keys()]),
];

/** The same for strangers: what became of components, made from what is stored now. */
export function pageEvents(
  page: Pick<StatusPage, "slug" | "groups">,
  facts: PageData,
  changes: PageChanges,
): LiveEvent[] {
  const { before, maintenance } = changes;
  const components = componentsOf(page);
  const incidents = publicIncidents(components, facts);
  // What people say is what they said before: of that the incident tells.
  const declared = declaredStatuses(facts);
  const publishedIds = new Set<string>();
  const events = components
    .filter(({ endpointIds }) => endpointIds.some((id) => before.has(id) || maintenance.has(id)))
    .flatMap((component) => [
      ...statusEvents(component, { facts, declared }, changes),
      ...incidentEvents(component, incidents, changes).filter(({ data }) => {
        const isNew = !publishedIds.has(data.incident.id);
        publishedIds.add(data.incident.id);
        return isNew;
      }),
    ]);
  // Work that begins or ends and makes no component another one: the page says so all the same.
  return events.length > 0 || !hasMaintenanceChange(page, changes)
    ? events
    : [pageUpdated(page, changes.at)];
}

const hasMaintenanceChange = (
  page: Pick<StatusPage, "groups">,
  { maintenance }: PageChanges,
): boolean =>
  componentsOf(page).some(({ endpointIds }) => endpointIds.some((id) => maintenance.has(id)));

/** Its state is to be read anew. */
export const pageUpdated = ({ slug }: Pick<StatusPage, "slug">, at: Instant): LiveEvent => ({
  type: "page:updated",
  at: toIso(at),
  data: { slug },
});

function statusEvents(
  component: Component,
  { facts, declared }: { facts: PageData; declared: ReturnType<typeof declaredStatuses> },
  changes: PageChanges,
): LiveEvent[] {
  const { before, maintenance, at } = changes;
  const currentStatus = statusOfComponent(component, facts, declared);
  const checkedBefore = (record: PageEndpoint) => {
    const { id } = record.endpoint;
    if (maintenance.get(id) === "started") return before.get(id) ?? record.state.status;
    if (maintenance.get(id) === "ended") return "MAINTENANCE";
    return before.get(id) ?? checkedStatus(record);
  };
  const shownBefore = recordsOf(component, facts).map(
    (record) => worseStatus(record, declared, checkedBefore(record)).status,
  );
  const previousStatus = component.status ?? componentStatus(shownBefore);
  if (previousStatus === currentStatus) return [];
  return [
    {
      type: "component:status-changed",
      at: toIso(at),
      data: { componentId: component.id, previousStatus, currentStatus, timestamp: toIso(at) },
    },
  ];
}

/** The incident that changed last, with its newest update alone, so that a frame stays small. */
function incidentEvents(
  component: Component,
  incidents: readonly PublicIncident[],
  changes: PageChanges,
): Extract<LiveEvent, { type: "page:incident-changed" }>[] {
  if (!component.endpointIds.some((id) => changes.before.has(id))) return [];
  const [incident] = incidents
    .filter(({ componentIds }) => componentIds.includes(component.id))
    .toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  if (!incident || Date.parse(incident.updatedAt) < changes.at - RECENT_MS) return [];
  const newest = { ...incident, updates: incident.updates.slice(0, 1) };
  return [{ type: "page:incident-changed", at: toIso(changes.at), data: { incident: newest } }];
}

const affectedBy = ({ affected }: Record<string, unknown>): string[] =>
  Array.isArray(affected)
    ? affected.flatMap((one: { endpointId?: unknown }) =>
        typeof one.endpointId === "string" ? [one.endpointId] : [],
      )
    : [];

/** An incident counts from the first of the failures that opened it. */
const RECENT_MS = 3_600_000;
