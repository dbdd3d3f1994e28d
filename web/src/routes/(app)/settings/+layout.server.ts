import type { CurrentUser } from "$protocol/users";
import { loadFromApi } from "$lib/server/api";
import { loadRoomState } from "$lib/server/room";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  return { ...room, currentUser: await loadFromApi<CurrentUser>(event, "/session") };
};
