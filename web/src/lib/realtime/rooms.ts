import type { Position } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";
import { RoomClient, type RoomListener, type RoomEnvironment } from "./room";
import { onVisibleOrOnline } from "./visibility";

/** A room that nobody listens to stays this long, so that going to the next page is no reconnect. */
const LINGER_MS = 1_000;

export type Rooms = {
  /**
   * Listens to a room from the position of the state that the caller read over HTTP; null where
   * there is none to read. However many listen, a room is one socket. Returns the end of listening.
   */
  open(room: RoomName, position: Position | null, listener: RoomListener): () => void;
  /** Every room that waits to try again tries now. */
  retryNow(): void;
};

type RoomEntry = { room: RoomClient; closeTimer: ReturnType<typeof setTimeout> | undefined };

export function createRooms(environment: RoomEnvironment): Rooms {
  const entries = new Map<RoomName, RoomEntry>();

  const openEntry = (name: RoomName, position: Position | null): RoomEntry => {
    const known = entries.get(name);
    clearTimeout(known?.closeTimer);
    const entry = known ?? {
      room: new RoomClient(name, position, environment),
      closeTimer: undefined,
    };
    entries.set(name, entry);
    return entry;
  };
  const close = (entry: RoomEntry) => {
    entry.room.close();
    if (entries.get(entry.room.name) === entry) entries.delete(entry.room.name);
  };

  return {
    open(name, position, listener) {
      const entry = openEntry(name, position);
      const leave = entry.room.join(
        {
          ...listener,
          onEnd(code) {
            close(entry);
            listener.onEnd(code);
          },
        },
        position,
      );
      return () => {
        leave();
        if (!entry.room.isEmpty) return;
        clearTimeout(entry.closeTimer);
        entry.closeTimer = setTimeout(() => close(entry), LINGER_MS);
      };
    },
    retryNow() {
      for (const { room } of entries.values()) room.wake();
    },
  };
}

/** The rooms of this browser tab. */
let rooms: Rooms | undefined;
export function browserRooms(): Rooms {
  rooms ??= createRooms({
    origin: location.origin,
    random: Math.random,
    now: () => performance.now(),
    onWake: onVisibleOrOnline,
  });
  return rooms;
}
