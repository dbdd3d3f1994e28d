import type { RequestEvent } from "@sveltejs/kit";
import type { RoomState } from "$protocol/api";
import type { Freshness } from "$protocol/position";
import type { RoomName } from "$protocol/rooms";
import { loadFromApi } from "./api";

/** Where a room stands. To be asked before the state is read, so that no event falls between. */
export async function loadRoomState(event: Pick<RequestEvent, "fetch" | "url">, room: RoomName) {
  const { live, asOf, nextExpectedAt } = await loadFromApi<RoomState>(event, `/rooms/${room}`);
  const freshness: Freshness = { asOf, nextExpectedAt };
  return { live, freshness, readAt: Date.now() };
}
