import type { Instant } from "../domain/instant";
import type { Visibility } from "../domain/pages/page";
import type { LiveEvent } from "../protocol/events";
import type { Freshness, Position } from "../protocol/position";
import type { RoomName } from "../protocol/rooms";

/** What the API needs of the rooms. */
export type RoomPorts = {
  /** Where the room stands, to be asked before state is read. */
  position(room: RoomName): Promise<Position>;
  /** A socket, or 429 with `Retry-After`. */
  connect(room: RoomName, request: Request, caller: RoomCaller): Promise<Response>;
  /** A page as its room's listeners find it; null where there is none. */
  page(slug: string, request: Request): Promise<RoomPage | null>;
  /** False where an address knocks too often at rooms that are open to everybody. */
  isWithinRateLimit(address: string): Promise<boolean>;
  /** Never throws: a room that is not told is repaired by the next read of the state. */
  publish(rooms: RoomName[], events: LiveEvent[]): Promise<void>;
  /** Has those who look at pages that show any of these endpoints read them anew. Never throws. */
  refreshPages(endpointIds: readonly string[], at: Instant): Promise<void>;
  /**
   * Promises to tell what is about to be stored, before it is stored; the answer says that it was
   * told. Whoever dies in between breaks the promise: then all rooms begin anew. Neither throws.
   */
  beginPublish(): Promise<() => Promise<void>>;
  close(room: RoomName): Promise<void>;
  /**
   * Ends every socket of whoever lost the right to listen: `person:<id>`, `session:<id>`, `admin:<id>`,
   * `token:<id>`.
   */
  disconnectSessions(listener: string): Promise<void>;
};

/** The authority decides by `visibility` and `isUnlocked` who may hear it. */
export type RoomPage = Freshness & {
  visibility: Visibility;
  isUnlocked: boolean;
  /** Whether its visitors see how many of them there are. */
  showViewerCount: boolean;
};

export type RoomCaller = {
  /** Whose limit applies; null has none. */
  address: string | null;
  /** The same for all tabs of one browser, as far as that can be told; of a person who has a name here. */
  viewer: string;
  /** How the others call them, in a room in which people see each other. */
  name: string | null;
  /** Whether listeners of this room hear how many they are. */
  receivesViewerCount: boolean;
  /** With whose right the socket ends. */
  tags: readonly string[];
  /** When that right ends by itself; null where it does not. */
  expiresAt: Instant | null;
};
