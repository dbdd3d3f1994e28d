import type { CheckRecord } from "../domain/check";
import type { Endpoint } from "../domain/endpoint";
import { toIso } from "../domain/instant";
import { nextDueAt, phaseSeconds } from "../domain/schedule";
import type { Stored } from "../ports";
import type { LiveEvent, WireCheck } from "../protocol/events";
import type { Freshness } from "../protocol/frames";
import { endpointRoom, type RoomName } from "../protocol/rooms";
import { eventsOf } from "./events";

export type RoomPublication = Freshness & { events: LiveEvent[]; checks?: WireCheck[] };

/** Publishes to one room; the room `all` answers with the rooms that have listeners. */
export type PublishTo = (room: RoomName, publication: RoomPublication) => Promise<string[]>;

/**
 * Tells the rooms what was stored: one call and so one frame for `all`, and one for each endpoint's
 * room that has listeners. A publish that fails is logged and never fails the tick: whoever missed
 * it finds a hole or a gap and reads the state again.
 */
export async function publishStored(stored: Stored, publishTo: PublishTo): Promise<void> {
  const changed = stored.changes.map((change) => ({
    id: change.endpoint.id,
    events: eventsOf(change, stored.at),
  }));
  const listening = await attempt("all", () =>
    publishTo("all", {
      events: changed.flatMap(({ events }) => events),
      // The check of a tick was made at the frame's `asOf`; one by hand says itself when.
      checks: stored.checks.map(({ endpoint, record }) =>
        stored.source === "manual" ? full(endpoint, record) : compact(endpoint, record),
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
  try {
    return await publish();
  } catch (problem) {
    console.error(JSON.stringify({ at: "publish", room, problem: String(problem) }));
    return null;
  }
}
