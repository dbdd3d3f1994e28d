import { PROTOCOL_VERSION } from "$protocol/frames";
import type { Position } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";

/** Where a room is heard, from a position on; `part` is where it was heard last. */
export function roomUrl(
  origin: string,
  room: RoomName,
  { epoch, seq, part }: Position & { part: number },
): string {
  const url = new URL(`/api/v1/rooms/${room}`, origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({
    v: String(PROTOCOL_VERSION),
    epoch,
    since: String(seq),
    ...(part > 0 && { part: String(part) }),
  }).toString();
  return url.href;
}
