import type { LiveEvent } from "$protocol/events";
import type { Position } from "$protocol/position";

/** And the whole of the last frame, however long it is: those who listen have not heard it yet. */
const MAX_EVENTS = 200;

/** The newest events of a room: all of those after `floor`, so that a later listener can catch up. */
export type EventBuffer = {
  floor: Position;
  entries: readonly { seq: number; event: LiveEvent }[];
};

export const emptyEventBuffer = (floor: Position): EventBuffer => ({ floor, entries: [] });

/**
 * The journal with the events that led to `position`. Where the room left out names that are not
 * known here, single numbers cannot be told; then all count as the last, which at worst repeats
 * them, and `reduce` bears that.
 */
export function appendEvents(
  buffer: EventBuffer,
  events: readonly LiveEvent[],
  position: Position,
  skipped: number,
): EventBuffer {
  const numbered = events.map((event, index) => ({
    seq: skipped > 0 ? position.seq : position.seq - (events.length - 1 - index),
    event,
  }));
  const entries = [...buffer.entries, ...numbered];
  const dropCount = entries.length - Math.max(MAX_EVENTS, events.length);
  const lastDropped = entries[dropCount - 1];
  if (!lastDropped) return { ...buffer, entries };
  return {
    floor: { epoch: position.epoch, seq: lastDropped.seq },
    entries: entries.slice(dropCount),
  };
}

/** What is newer than a position; null where the journal cannot tell. */
export function eventsAfter(buffer: EventBuffer, position: Position): LiveEvent[] | null {
  const isCovered = position.epoch === buffer.floor.epoch && position.seq >= buffer.floor.seq;
  return isCovered
    ? buffer.entries.filter(({ seq }) => seq > position.seq).map(({ event }) => event)
    : null;
}
