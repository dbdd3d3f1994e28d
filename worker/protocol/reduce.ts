import { ENDPOINT_DEFAULTS, type HttpMethod } from "../domain/checks/endpoint";
import { recordCheck } from "../domain/history/last-hour";
import { assertNever } from "../domain/assert-never";
import type { CheckView, EndpointView, ActiveMaintenanceView } from "./api";
import type { IncidentView } from "./incidents";
import {
  incidentFromStart,
  withoutEndpoint,
  resolveIncident,
  updateIncident,
} from "./reduce-incidents";
import type { CheckCompleted, LiveEvent, LiveEventOf } from "./events";
import type { Freshness } from "./position";

/** What a page shows and events change. Pages that show less leave the rest empty. */
export type LiveState = Freshness & {
  endpoints: EndpointView[];
  /** Newest first. */
  incidents: IncidentView[];
  /** Newest first; null on pages that show none. */
  checks: CheckView[] | null;
};

/** How many checks a page keeps while it is open. */
const MAX_CHECKS = 120;

/** The only code that changes client state. Applying an event twice changes nothing the second time. */
export function reduce(state: LiveState, event: LiveEvent | CheckCompleted): LiveState {
  switch (event.type) {
    case "endpoint:status-changed":
      return withEndpoint(state, event.data.endpointId, (endpoint) => withStatus(endpoint, event));
    case "check:completed":
      return withCheck(state, event);
    case "incident:started":
      return withIncident(state, event);
    case "incident:resolved":
      return { ...state, incidents: resolveIncident(state.incidents, event) };
    case "incident:updated":
      return { ...state, incidents: updateIncident(state.incidents, event) };
    case "endpoint:created":
      return state.endpoints.some(({ id }) => id === event.data.endpointId)
        ? state
        : {
            ...state,
            endpoints: [...state.endpoints, endpointFromEvent(event)].sort(compareByName),
          };
    case "endpoint:updated": {
      const changed = withEndpoint(state, event.data.endpointId, (endpoint) => ({
        ...endpoint,
        ...event.data.changes,
      }));
      return renameInIncidents(
        { ...changed, endpoints: [...changed.endpoints].sort(compareByName) },
        event,
      );
    }
    case "endpoint:deleted":
      return {
        ...state,
        endpoints: without(state.endpoints, event.data.endpointId),
        incidents: withoutEndpoint(state.incidents, event),
      };
    case "maintenance:started":
      return withMaintenance(state, event.data.endpointIds, {
        id: event.data.maintenanceId,
        title: event.data.title,
        endsAt: event.data.endsAt,
      });
    case "maintenance:ended":
      return withMaintenance(state, event.data.endpointIds, null, event.data.maintenanceId);
    case "clock:stalled":
    case "clock:recovered":
    // What strangers hear is reduced by reduce-page.
    case "component:status-changed":
    case "page:incident-changed":
    case "page:updated":
      return state;
    default:
      return assertNever(event);
  }
}

/** Lists are by name, then by id, wherever they are made. */
export const compareByName = (a: EndpointView, b: EndpointView): number =>
  a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;

function withEndpoint(
  state: LiveState,
  endpointId: string,
  change: (endpoint: EndpointView) => EndpointView,
): LiveState {
  return {
    ...state,
    endpoints: state.endpoints.map((endpoint) =>
      endpoint.id === endpointId ? change(endpoint) : endpoint,
    ),
  };
}

/** A status that a check decided says when it was and how long it took; that of a pause does not. */
function withStatus(
  endpoint: EndpointView,
  { data }: LiveEventOf<"endpoint:status-changed">,
): EndpointView {
  const { currentStatus: status, timestamp: since, errorMessage } = data;
  const changed = { ...endpoint, status, since, errorMessage };
  return status === "UNKNOWN"
    ? changed
    : { ...changed, lastCheckedAt: data.timestamp, lastResponseTime: data.responseTime };
}

/** DOWN counts from the first failing check, which is where its incident starts. */
function withIncident(state: LiveState, event: LiveEventOf<"incident:started">): LiveState {
  const { endpointId, incidentId, startedAt } = event.data;
  const endpoint = state.endpoints.find(({ id }) => id === endpointId);
  const incident = incidentFromStart(event, endpoint?.errorMessage ?? null);
  return {
    ...withEndpoint(state, endpointId, (down) => ({ ...down, since: startedAt })),
    incidents: [incident, ...without(state.incidents, incidentId)],
  };
}

/** What is over ends nothing that began meanwhile. */
function withMaintenance(
  state: LiveState,
  endpointIds: readonly string[],
  maintenance: ActiveMaintenanceView | null,
  ended?: string,
): LiveState {
  const affected = new Set(endpointIds);
  return {
    ...state,
    endpoints: state.endpoints.map((endpoint) =>
      affected.has(endpoint.id) && (maintenance || endpoint.maintenance?.id === ended)
        ? { ...endpoint, maintenance }
        : endpoint,
    ),
  };
}

function renameInIncidents(state: LiveState, { data }: LiveEventOf<"endpoint:updated">): LiveState {
  const name = data.changes["name"];
  if (typeof name !== "string") return state;
  return {
    ...state,
    incidents: state.incidents.map((incident) =>
      incident.endpointId === data.endpointId ? { ...incident, endpointName: name } : incident,
    ),
  };
}

function withCheck(state: LiveState, { at, data }: CheckCompleted): LiveState {
  const changed = withEndpoint(state, data.endpointId, (endpoint) =>
    data.region !== null || (endpoint.lastCheckedAt !== null && endpoint.lastCheckedAt > at)
      ? endpoint
      : {
          ...endpoint,
          lastCheckedAt: at,
          lastResponseTime: data.responseTime,
          ...unknownReason(endpoint, data),
          ...lastHourWith(endpoint, { at: Date.parse(at), ...data }),
        },
  );
  const isDuplicate = (check: CheckView) => check.at === at && check.region === data.region;
  if (!state.checks || state.checks.some(isDuplicate)) return changed;
  const { endpointId: _, ...check } = data;
  return {
    ...changed,
    // Looks of one instant stay in the order in which they come: the one from here is first.
    checks: newestFirst([...state.checks, { at, ...check }]).slice(0, MAX_CHECKS),
  };
}

const lastHourWith = (
  { lastHour }: EndpointView,
  check: Parameters<typeof recordCheck>[1],
): Partial<EndpointView> => (lastHour ? { lastHour: recordCheck(lastHour, check) } : {});

/** Why nothing is known may change while nothing is known: that is no change of status. */
const unknownReason = (
  { status }: EndpointView,
  { status: checkStatus, errorMessage }: CheckCompleted["data"],
): Partial<EndpointView> =>
  status === "UNKNOWN" && checkStatus === "UNKNOWN" && errorMessage !== null
    ? { errorMessage }
    : {};

const newestFirst = (checks: CheckView[]): CheckView[] =>
  checks.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));

const without = <Item extends { id: string }>(items: Item[], removedId: string): Item[] =>
  items.filter(({ id }) => id !== removedId);

function endpointFromEvent({ at, data }: LiveEventOf<"endpoint:created">): EndpointView {
  return {
    ...ENDPOINT_DEFAULTS,
    id: data.endpointId,
    name: data.name,
    url: data.url || null,
    pingUrl: null,
    method: data.method as HttpMethod,
    status: "UNKNOWN",
    since: at,
    lastCheckedAt: null,
    lastResponseTime: null,
    errorMessage: null,
    uptime24h: null,
    maintenance: null,
    details: null,
    createdAt: at,
    updatedAt: at,
  };
}
