import type { LiveEvent } from "../protocol/events";
import type { Freshness, Position } from "../protocol/frames";
import type { RoomName } from "../protocol/rooms";

/** What the API needs of the rooms. */
export type RoomPorts = {
  /** Where the room stands, to be asked before state is read. */
  position(room: RoomName): Promise<Position>;
  /** A socket, or 429 with `Retry-After`. `address` is whose limit applies; null has none. */
  connect(room: RoomName, request: Request, address: string | null): Promise<Response>;
  /** A page as its room's listeners find it; null where there is none. */
  page(slug: string): Promise<HeardPage | null>;
  /** False where an address knocks too often at rooms that are open to everybody. */
  mayKnock(address: string): Promise<boolean>;
  /** Never throws: a room that is not told is repaired by the next read of the state. */
  publish(rooms: RoomName[], events: LiveEvent[]): Promise<void>;
  close(room: RoomName): Promise<void>;
};

/** The authority decides by `visibility` who may hear it. */
export type HeardPage = Freshness & { visibility: "public" | "password" | "members" };
