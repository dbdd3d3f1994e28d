import { newPageValues } from "$lib/forms/page";
import { loadEndpoints } from "$lib/server/endpoints";
import { loadEmailChannels } from "$lib/server/notifications";
import { createPage } from "$lib/server/page-action";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [endpoints, mailChannels] = await Promise.all([
    loadEndpoints(event),
    loadEmailChannels(event),
  ]);
  return { ...room, endpoints, mailChannels, initial: newPageValues(endpoints) };
};

export const actions: Actions = { save: createPage };
