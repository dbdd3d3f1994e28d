import type { CheckRecord } from "../domain/checks/check";
import type { Endpoint } from "../domain/checks/endpoint";
import { inBatches, PAGES_AT_ONCE } from "../domain/in-batches";
import { toIso } from "../domain/instant";
import { nextDueAt, scheduleOf } from "../domain/schedule";
import { logError } from "../log";
import type { StoredTick } from "../ports";
import { isScheduled } from "../protocol/tick-source";
import type { LiveEvent, WireCheck } from "../protocol/events";
import type { RoomPublication } from "../protocol/frames";
import type { Freshness } from "../protocol/position";
import { endpointRoom, isPageRoom, type PageRoom, type RoomName } from "../protocol/rooms";
import { eventsForChange, incidentUpdatedEvent, maintenanceEvent, stallEvents } from "./events";

export type RoomPublisher = {
  /** The room `all` answers with the rooms that have listeners. */
  publish(room: RoomName, publication: RoomPublication): Promise<string[]>;
  /** Sees to it that a room begins anew, whatever happens: something of it could not be told. */
  scheduleReset(room: RoomName): Promise<void>;
  /**
   * What events of the team are to those who listen to these public pages, or where null is given to
   * any; pages they mean nothing to are left out. Never throws.
   */
  pageEvents(
    events: LiveEvent[],
    rooms: readonly PageRoom[] | null,
  ): Promise<ReadonlyMap<PageRoom, LiveEvent[]>>;
};

/**
 * Tells the rooms what was stored: one call and so one frame for `all`, and one for each endpoint's
 * and each page's room that has listeners. A publish that fails is tried once more; then the room begins a new epoch
 * as soon as it can, so that everybody there reads the state again. It never fails the tick.
 */
export async function publishTick(stored: StoredTick, publisher: RoomPublisher): Promise<void> {
  const changed = stored.changes.map((change) => ({
    id: change.endpoint.id,
    events: eventsForChange(change, stored.at),
  }));
  const globalEvents = [
    ...(stored.monitoringGap ? stallEvents(stored.monitoringGap) : []),
    ...stored.maintenanceChanges.map((change) => maintenanceEvent(change, stored.at)),
  ];
  const incidentEvents = stored.incidents.map((lead) =>
    incidentUpdatedEvent(lead, null, stored.at),
  );
  // The check of a tick was made at the frame's `asOf`; one off the schedule or late says itself when.
  const isOnTime = isScheduled(stored.source) && !stored.isLate;
  const everything = [
    ...globalEvents,
    ...changed.flatMap(({ events }) => events),
    ...incidentEvents,
  ];
  const activeRooms =
    (await publishWithRetry(publisher, "all", {
      events: everything,
      checks: stored.checks.flatMap(({ endpoint, records }) =>
        records
          .slice(0, 1)
          .map((record) => (isOnTime ? compactCheck : fullCheck)(endpoint, record)),
      ),
      ...freshnessOf(stored),
    })) ?? [];
  const activeRoomSet = new Set(activeRooms);
  const checksWithListeners = stored.checks.filter(({ endpoint }) =>
    activeRoomSet.has(endpointRoom(endpoint.id)),
  );
  await Promise.all([
    publishTickToPages(stored, publisher, {
      rooms: activeRooms.filter(isPageRoom),
      events: everything,
    }),
    ...checksWithListeners.map(({ endpoint, records }) =>
      publishWithRetry(publisher, endpointRoom(endpoint.id), {
        events: [
          ...maintenanceEventsFor(stored, endpoint.id),
          ...changed.filter(({ id }) => id === endpoint.id).flatMap(({ events }) => events),
          ...incidentEventsFor(stored, endpoint.id),
        ],
        checks: records.map((record) => fullCheck(endpoint, record)),
        asOf: toIso(stored.at),
        nextExpectedAt: toIso(nextCheckAt(endpoint, stored)),
      }),
    ),
    ...endpointsWithoutChecks(stored, checksWithListeners).map((id) =>
      activeRoomSet.has(endpointRoom(id))
        ? publishEvents([endpointRoom(id)], maintenanceEventsFor(stored, id), publisher)
        : null,
    ),
  ]);
}

async function publishTickToPages(
  stored: StoredTick,
  publisher: RoomPublisher,
  { rooms, events }: { rooms: PageRoom[]; events: LiveEvent[] },
): Promise<void> {
  const hasEvents = rooms.length > 0 && events.length > 0;
  const eventsByPage = hasEvents ? await publisher.pageEvents(events, rooms) : null;
  const publish = (room: PageRoom) =>
    publishWithRetry(publisher, room, {
      events: eventsByPage?.get(room) ?? [],
      ...freshnessOf(stored),
    });
  const [concerned, others] = [true, false].map((isConcerned) =>
    rooms.filter((room) => (eventsByPage?.has(room) ?? false) === isConcerned),
  );
  await Promise.all(others!.map(publish));
  await inBatches(concerned!, PAGES_AT_ONCE, (batch) => Promise.all(batch.map(publish)));
}

/** The same of a person's act: a room that nobody listens to takes no notice. */
export async function publishPageEvents(
  eventsByPage: ReadonlyMap<PageRoom, LiveEvent[]>,
  publisher: RoomPublisher,
): Promise<void> {
  await inBatches([...eventsByPage], PAGES_AT_ONCE, (batch) =>
    Promise.all(batch.map(([room, events]) => publishEvents([room], events, publisher))),
  );
}

/** The maintenances that concern an endpoint. */
const maintenanceEventsFor = (stored: StoredTick, id: string): LiveEvent[] =>
  stored.maintenanceChanges
    .filter(({ maintenance }) => maintenance.endpointIds.includes(id))
    .map((change) => maintenanceEvent(change, stored.at));

/** The incidents that an endpoint is part of with others. */
const incidentEventsFor = (stored: StoredTick, id: string): LiveEvent[] =>
  stored.incidents
    .filter(({ affected }) => affected.some(({ endpointId }) => endpointId === id))
    .map((incident) => incidentUpdatedEvent(incident, null, stored.at));

/** Whom a maintenance concerns and no check of this tick is about. */
function endpointsWithoutChecks(
  stored: StoredTick,
  checksWithListeners: StoredTick["checks"],
): string[] {
  const ids = new Set(checksWithListeners.map(({ endpoint }) => endpoint.id));
  const affectedIds = stored.maintenanceChanges.flatMap(
    ({ maintenance }) => maintenance.endpointIds,
  );
  return [...new Set(affectedIds)].filter((id) => !ids.has(id));
}

/**
 * Publishes a person's act to rooms; it does not change how fresh their checks are. Returns the rooms that
 * have listeners, which the room `all` knows, or null if a room could not be reached.
 */
export async function publishEvents(
  rooms: readonly RoomName[],
  events: LiveEvent[],
  publisher: RoomPublisher,
): Promise<string[] | null> {
  const publication = { events, asOf: null, nextExpectedAt: null };
  const answers = await Promise.all(
    rooms.map((room) => publishWithRetry(publisher, room, publication)),
  );
  return answers.includes(null) ? null : answers.flatMap((known) => known ?? []);
}

const compactCheck = ({ id }: Endpoint, record: CheckRecord): WireCheck => [
  id,
  record.status,
  record.responseTime,
  record.statusCode,
];

const fullCheck = (endpoint: Endpoint, record: CheckRecord): WireCheck => [
  endpoint.id,
  record.status,
  record.responseTime,
  record.statusCode,
  toIso(record.at),
  record.region,
  record.errorMessage,
];

/** A check off the schedule says nothing about it, so it leaves the room's freshness alone. */
const freshnessOf = ({ at, source, nextTickAt }: StoredTick): Freshness =>
  isScheduled(source)
    ? { asOf: toIso(at), nextExpectedAt: toIso(nextTickAt) }
    : { asOf: null, nextExpectedAt: null };

const nextCheckAt = (endpoint: Endpoint, { at }: StoredTick) => nextDueAt(scheduleOf(endpoint), at);

/** Tried twice under one id, so that a room applies it once. Null if the room could not be reached. */
async function publishWithRetry(
  { publish, scheduleReset }: RoomPublisher,
  room: RoomName,
  publication: RoomPublication,
): Promise<string[] | null> {
  const identified = { ...publication, id: crypto.randomUUID() };
  for (const isLast of [false, true]) {
    try {
      return await publish(room, identified);
    } catch (problem) {
      // A room that moves or is deployed anew throws once.
      if (isLast) logError("publish", problem, { room });
    }
  }
  // A lost check is repaired by the next one.
  if (publication.events.length > 0) await scheduleReset(room);
  return null;
}
