import type { WhoView } from "$protocol/people";
import { read } from "$lib/server/api";
import { readRoom } from "$lib/server/room";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  return { ...room, who: await read<WhoView>(event, "/session") };
};
