import type { List } from "$protocol/api";
import type { PageView } from "$protocol/page-view";
import { loadFromApi } from "$lib/server/api";
import { loadRoomState } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const { data } = await loadFromApi<List<PageView>>(event, "/pages?limit=200");
  return { ...room, pages: data };
};
