import { readEndpoints } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  return { ...room, endpoints: await readEndpoints(event) };
};
