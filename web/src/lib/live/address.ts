import { PROTOCOL_VERSION, type Position } from "$protocol/frames";
import type { RoomName } from "$protocol/rooms";

/** Where a room is heard, from a position on. */
export function roomAddress(origin: string, room: RoomName, { epoch, seq }: Position): string {
  const url = new URL(`/api/v1/rooms/${room}`, origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({
    v: String(PROTOCOL_VERSION),
    epoch,
    since: String(seq),
  }).toString();
  return url.href;
}
