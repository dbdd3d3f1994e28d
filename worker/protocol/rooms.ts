/** Those who listen to the same events. */
export type RoomName = "all" | `endpoint:${string}`;

const ENDPOINT_ROOM = /^endpoint:[\w-]{1,64}$/;

export const endpointRoom = (endpointId: string): RoomName => `endpoint:${endpointId}`;

/** The endpoint behind a room's name; null for the room `all`. */
export const endpointOfRoom = (room: RoomName): string | null =>
  room === "all" ? null : room.slice("endpoint:".length);

export const isRoomName = (text: string): text is RoomName =>
  text === "all" || ENDPOINT_ROOM.test(text);
