import { newPageValues } from "$lib/pages/form";
import { readEndpoints } from "$lib/server/endpoints";
import { readMailChannels } from "$lib/server/notifying";
import { savePage } from "$lib/server/page-action";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [endpoints, mailChannels] = await Promise.all([
    readEndpoints(event),
    readMailChannels(event),
  ]);
  return { ...room, endpoints, mailChannels, initial: newPageValues(endpoints) };
};

export const actions: Actions = { save: (event) => savePage(event, null) };
