import type { RoomName } from "$protocol/rooms";
import { derived, writable, type Readable } from "svelte/store";
import type { Connection, ConnectionState } from "$lib/realtime/socket";

export type Subscriptions = Readable<ReadonlyMap<RoomName, Connection>> & {
  set(room: RoomName, connection: Connection): void;
  leave(room: RoomName): void;
};

/** The rooms that the open page listens to, and how each connection stands. */
export function createSubscriptions(): Subscriptions {
  const { subscribe, update } = writable<ReadonlyMap<RoomName, Connection>>(new Map());
  return {
    subscribe,
    set: (room, connection) => update((rooms) => new Map(rooms).set(room, connection)),
    leave: (room) => update((rooms) => new Map([...rooms].filter(([name]) => name !== room))),
  };
}

const BY_SEVERITY = [
  "connected",
  "connecting",
  "polling",
  "disconnected",
] as const satisfies ConnectionState[];
/** Going from one room to another connects in less; saying so would only flicker. */
const SETTLE_MS = 700;

/** The worst of all connections, as the indicator shows it. */
export const createConnection = (subscriptions: Subscriptions): Readable<ConnectionState> =>
  derived<Subscriptions, ConnectionState>(
    subscriptions,
    (rooms, set) => {
      const ranks = [...rooms.values()].map(({ state }) => BY_SEVERITY.indexOf(state));
      const worst = BY_SEVERITY[Math.max(...ranks)] ?? "connecting";
      if (worst !== "connecting") return set(worst);
      const timer = setTimeout(set, SETTLE_MS, worst);
      return () => clearTimeout(timer);
    },
    "connecting",
  );
