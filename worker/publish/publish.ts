import type { CheckRecord } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import { toIso } from "../domain/instant";
import { nextDueAt, rhythmOf } from "../domain/schedule";
import { logProblem } from "../log";
import type { Stored } from "../ports";
import { isScheduled } from "../protocol/tick-source";
import type { LiveEvent, WireCheck } from "../protocol/events";
import type { Freshness, RoomPublication } from "../protocol/frames";
import { endpointRoom, type RoomName } from "../protocol/rooms";
import { eventsOf, incidentUpdated, maintenanceEvent, silenceEvents } from "./events";

/** Publishes to one room; the room `all` answers with the rooms that have listeners. */
export type PublishTo = (room: RoomName, publication: RoomPublication) => Promise<string[]>;

/**
 * Tells the rooms what was stored: one call and so one frame for `all`, and one for each endpoint's
 * room that has listeners. A publish that fails is tried once more, then logged; it never fails the
 * tick. What was not told then is seen when a page next reads the state.
 */
export async function publishStored(stored: Stored, publishTo: PublishTo): Promise<void> {
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
  const listening = await attempt("all", () =>
    publishTo("all", {
      events: [...news, ...changed.flatMap(({ events }) => events), ...leads],
      checks: stored.checks.flatMap(({ endpoint, records }) =>
        records.slice(0, 1).map((record) => (isOnTime ? compact : full)(endpoint, record)),
      ),
      ...freshnessOf(stored),
    }),
  );
  const heard = new Set(listening ?? []);
  const told = stored.checks.filter(({ endpoint }) => heard.has(endpointRoom(endpoint.id)));
  await Promise.all([
    ...told.map(({ endpoint, records }) =>
      attempt(endpointRoom(endpoint.id), () =>
        publishTo(endpointRoom(endpoint.id), {
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
    ),
    ...untold(stored, told).map((id) =>
      heard.has(endpointRoom(id))
        ? publishEvents([endpointRoom(id)], newsFor(stored, id), publishTo)
        : null,
    ),
  ]);
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
  publishTo: PublishTo,
): Promise<void> {
  const publication = { events, asOf: null, nextExpectedAt: null };
  await Promise.all(rooms.map((room) => attempt(room, () => publishTo(room, publication))));
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

async function attempt<Result>(
  room: RoomName,
  publish: () => Promise<Result>,
): Promise<Result | null> {
  for (const isLast of [false, true]) {
    try {
      return await publish();
    } catch (problem) {
      // A room that moves or is deployed anew throws once.
      if (isLast) logProblem("publish", problem, { room });
    }
  }
  return null;
}
