import type { List } from "$protocol/api";
import type { PageView } from "$protocol/page-view";
import { read } from "$lib/server/api";
import { readRoom } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const { data } = await read<List<PageView>>(event, "/pages?limit=200");
  return { ...room, pages: data };
};
