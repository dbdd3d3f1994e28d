import type { CheckRecord } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import { toIso } from "../domain/instant";
import { nextDueAt, phaseSeconds } from "../domain/schedule";
import { logProblem } from "../log";
import type { Stored } from "../ports";
import type { LiveEvent, WireCheck } from "../protocol/events";
import type { Freshness, RoomPublication } from "../protocol/frames";
import { endpointRoom, type RoomName } from "../protocol/rooms";
import { eventsOf } from "./events";

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
  const listening = await attempt("all", () =>
    publishTo("all", {
      events: changed.flatMap(({ events }) => events),
      // The check of a tick was made at the frame's `asOf`; one by hand or late says itself when.
      checks: stored.checks.map(({ endpoint, record }) =>
        stored.source === "manual" || stored.isLate
          ? full(endpoint, record)
          : compact(endpoint, record),
      ),
      ...freshnessOf(stored),
    }),
  );
  const heard = new Set(listening ?? []);
  await Promise.all(
    stored.checks
      .filter(({ endpoint }) => heard.has(endpointRoom(endpoint.id)))
      .map(({ endpoint, record }) =>
        attempt(endpointRoom(endpoint.id), () =>
          publishTo(endpointRoom(endpoint.id), {
            events: changed.filter(({ id }) => id === endpoint.id).flatMap(({ events }) => events),
            checks: [full(endpoint, record)],
            asOf: toIso(stored.at),
            nextExpectedAt: toIso(nextCheckAt(endpoint, stored)),
          }),
        ),
      ),
  );
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

/** A check by hand says nothing about the schedule, so it leaves the room's freshness alone. */
const freshnessOf = ({ at, source, nextTickAt }: Stored): Freshness =>
  source === "manual"
    ? { asOf: null, nextExpectedAt: null }
    : { asOf: toIso(at), nextExpectedAt: toIso(nextTickAt) };

const nextCheckAt = ({ id, intervalSeconds }: Endpoint, { at }: Stored) =>
  nextDueAt({ intervalSeconds, phaseSeconds: phaseSeconds(id, intervalSeconds) }, at);

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
