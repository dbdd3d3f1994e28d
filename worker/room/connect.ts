import type { RoomName } from "../protocol/rooms";
import type { Room } from "./room";

/** Whose socket it is, for the limits; only the Worker says so. */
export const ADDRESS_HEADER = "x-pharos-address";

/** Hands an upgrade that was let in to its room. */
export function connect(
  rooms: DurableObjectNamespace<Room>,
  name: RoomName,
  request: Request,
  address: string | null,
): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete(ADDRESS_HEADER);
  if (address !== null) headers.set(ADDRESS_HEADER, address);
  return rooms.getByName(name).fetch(new Request(request.url, { headers }));
}
