import type { CheckRecord } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import { toIso } from "../domain/instant";
import { nextDueAt, rhythmOf } from "../domain/schedule";
import { logProblem } from "../log";
import type { Stored } from "../ports";
import { isScheduled } from "../protocol/tick-source";
import type { LiveEvent, WireCheck } from "../protocol/events";
import type { RoomPublication } from "../protocol/frames";
import type { Freshness } from "../protocol/position";
import { endpointRoom, isPageRoom, type PageRoom, type RoomName } from "../protocol/rooms";
import { eventsOf, incidentUpdated, maintenanceEvent, silenceEvents } from "./events";

export type Telling = {
  /** The room `all` answers with the rooms that have listeners. */
  publish(room: RoomName, publication: RoomPublication): Promise<string[]>;
  /** Sees to it that a room begins anew, whatever happens: something of it could not be told. */
  renew(room: RoomName): Promise<void>;
  /**
   * What events of the team are to those who listen to public pages; pages they mean nothing to are
   * left out. Never throws.
   */
  pageNews(events: LiveEvent[]): Promise<ReadonlyMap<PageRoom, LiveEvent[]>>;
};

/**
 * Tells the rooms what was stored: one call and so one frame for `all`, and one for each endpoint's
 * and each page's room that has listeners. A publish that fails is tried once more; then the room begins a new epoch
 * as soon as it can, so that everybody there reads the state again. It never fails the tick.
 */
export async function publishStored(stored: Stored, telling: Telling): Promise<void> {
  const changed = stored.changes.map((change) => ({
    id: change.endpoint.id,
    events: eventsOf(change, stored.at),
  }));
  const news = [
    ...(stored.gap ? silenceEvents(stored.gap) : []),
    ...stored.maintenance.map((change) => maintenanceEvent(change, stored.at)),
  ];
  const leads = stored.incidents.map((lead) => incidentUpdated(lead, null, stored.at));
  // The check of a tick was made at the frame's `asOf`; one off the schedule or late says itself when.
  const isOnTime = isScheduled(stored.source) && !stored.isLate;
  const everything = [...news, ...changed.flatMap(({ events }) => events), ...leads];
  const listening = await attempt(telling, "all", {
    events: everything,
    checks: stored.checks.flatMap(({ endpoint, records }) =>
      records.slice(0, 1).map((record) => (isOnTime ? compact : full)(endpoint, record)),
    ),
    ...freshnessOf(stored),
  });
  const heard = new Set(listening);
  const told = stored.checks.filter(({ endpoint }) => heard.has(endpointRoom(endpoint.id)));
  await Promise.all([
    tellPages(stored, telling, { rooms: listening.filter(isPageRoom), events: everything }),
    ...told.map(({ endpoint, records }) =>
      attempt(telling, endpointRoom(endpoint.id), {
        events: [
          ...newsFor(stored, endpoint.id),
          ...changed.filter(({ id }) => id === endpoint.id).flatMap(({ events }) => events),
          ...leadsFor(stored, endpoint.id),
        ],
        checks: records.map((record) => full(endpoint, record)),
        asOf: toIso(stored.at),
        nextExpectedAt: toIso(nextCheckAt(endpoint, stored)),
      }),
    ),
    ...untold(stored, told).map((id) =>
      heard.has(endpointRoom(id))
        ? publishEvents([endpointRoom(id)], newsFor(stored, id), telling)
        : null,
    ),
  ]);
}

async function tellPages(
  stored: Stored,
  telling: Telling,
  { rooms, events }: { rooms: PageRoom[]; events: LiveEvent[] },
): Promise<void> {
  const isNews = rooms.length > 0 && events.length > 0;
  const newsOf = isNews ? await telling.pageNews(events) : null;
  await Promise.all(
    rooms.map((room) =>
      attempt(telling, room, { events: newsOf?.get(room) ?? [], ...freshnessOf(stored) }),
    ),
  );
}

/** The same of a person's act: a room that nobody listens to takes no notice. */
export async function publishToPages(events: LiveEvent[], telling: Telling): Promise<void> {
  const news = await telling.pageNews(events);
  await Promise.all([...news].map(([room, own]) => publishEvents([room], own, telling)));
}

/** The maintenances that concern an endpoint. */
const newsFor = (stored: Stored, id: string): LiveEvent[] =>
  stored.maintenance
    .filter(({ maintenance }) => maintenance.endpointIds.includes(id))
    .map((change) => maintenanceEvent(change, stored.at));

/** The incidents that an endpoint is part of with others. */
const leadsFor = (stored: Stored, id: string): LiveEvent[] =>
  stored.incidents
    .filter(({ affected }) => affected.some(({ endpointId }) => endpointId === id))
    .map((incident) => incidentUpdated(incident, null, stored.at));

/** Whom a maintenance concerns and no check of this tick is about. */
function untold(stored: Stored, told: Stored["checks"]): string[] {
  const ids = new Set(told.map(({ endpoint }) => endpoint.id));
  const concerned = stored.maintenance.flatMap(({ maintenance }) => maintenance.endpointIds);
  return [...new Set(concerned)].filter((id) => !ids.has(id));
}

/** Tells rooms of a person's act; it says nothing about how fresh their checks are. */
export async function publishEvents(
  rooms: readonly RoomName[],
  events: LiveEvent[],
  telling: Telling,
): Promise<void> {
  const publication = { events, asOf: null, nextExpectedAt: null };
  await Promise.all(rooms.map((room) => attempt(telling, room, publication)));
}

const compact = ({ id }: Endpoint, record: CheckRecord): WireCheck => [
  id,
  record.status,
  record.responseTime,
  record.statusCode,
];

const full = (endpoint: Endpoint, record: CheckRecord): WireCheck => [
  endpoint.id,
  record.status,
  record.responseTime,
  record.statusCode,
  toIso(record.at),
  record.region,
  record.errorMessage,
];

/** A check off the schedule says nothing about it, so it leaves the room's freshness alone. */
const freshnessOf = ({ at, source, nextTickAt }: Stored): Freshness =>
  isScheduled(source)
    ? { asOf: toIso(at), nextExpectedAt: toIso(nextTickAt) }
    : { asOf: null, nextExpectedAt: null };

const nextCheckAt = (endpoint: Endpoint, { at }: Stored) => nextDueAt(rhythmOf(endpoint), at);

/** Twice under one id, so that a room which heard it and could not say so hears it once. */
async function attempt(
  { publish, renew }: Telling,
  room: RoomName,
  publication: RoomPublication,
): Promise<string[]> {
  const identified = { ...publication, id: crypto.randomUUID() };
  for (const isLast of [false, true]) {
    try {
      return await publish(room, identified);
    } catch (problem) {
      // A room that moves or is deployed anew throws once.
      if (isLast) logProblem("publish", problem, { room });
    }
  }
  // A lost check is repaired by the next one.
  if (publication.events.length > 0) await renew(room);
  return [];
}
