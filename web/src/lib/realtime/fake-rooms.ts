import type { LiveEvent } from "$protocol/events";
import { vi } from "vitest";
import { createFakeSockets } from "./fake-socket";
import type { RoomListener, RoomUpdate } from "./room";
import { createRooms } from "./rooms";

const AT = "2026-11-23T08:20:00.000Z";
const freshness = { asOf: AT, nextExpectedAt: "2026-11-23T08:21:00.000Z" };

export const deletedEvent = (name: string): LiveEvent => ({
  type: "endpoint:deleted",
  at: AT,
  data: { endpointId: name, name },
});
export const helloFrame = (seq: number, events: LiveEvent[] | null, epoch = "e") => ({
  type: "hello",
  v: 1,
  connectionId: "c",
  room: "all",
  epoch,
  seq,
  resumed: events !== null,
  ...(events && { events }),
  ...freshness,
  retryAfterMs: 1_000,
});
export const eventsFrame = (seq: number, ...names: string[]) => ({
  type: "events",
  seq,
  events: names.map(deletedEvent),
  ...freshness,
});

/** A listener that keeps what it hears. */
export function recordingListener() {
  const received: string[] = [];
  const states: string[] = [];
  const listener = {
    onUpdate: ({ events }: RoomUpdate) =>
      events.forEach(({ data }) => received.push("name" in data ? data.name : "?")),
    onGap: vi.fn(),
    onChange: ({ state }) => states.push(state),
    onEnd: vi.fn(),
  } satisfies RoomListener;
  return { ...listener, received, states };
}

export function startFakeRooms() {
  const { opened, WebSocket } = createFakeSockets();
  let wake = () => {};
  const rooms = createRooms({
    origin: "http://pharos.test",
    random: () => 0,
    now: () => Date.now(),
    onWake: (callback) => {
      wake = callback;
      return () => {
        wake = () => {};
      };
    },
    WebSocket,
  });
  /** The newest socket, once the attempt has been made. */
  const socket = async (ms = 0) => {
    await vi.advanceTimersByTimeAsync(ms);
    return opened.at(-1)!;
  };
  return { rooms, opened, socket, wake: () => wake() };
}
