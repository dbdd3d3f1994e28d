import { PROTOCOL_VERSION } from "$protocol/frames";
import type { Position } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";

/** Where a room is heard, from a position on; `shard` is where it was heard last. */
export function roomUrl(
  origin: string,
  room: RoomName,
  { epoch, seq, shard }: Position & { shard: number },
): string {
  const url = new URL(`/api/v1/rooms/${room}`, origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({
    v: String(PROTOCOL_VERSION),
    epoch,
    since: String(seq),
    ...(shard > 0 && { shard: String(shard) }),
  }).toString();
  return url.href;
}
