import type { EndpointView } from "$protocol/api";
import { read } from "$lib/server/api";
import { saveEndpoint } from "$lib/server/endpoint-action";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const id = encodeURIComponent(event.params.id);
  return { ...room, endpoint: await read<EndpointView>(event, `/endpoints/${id}`) };
};

export const actions: Actions = {
  save: (event) =>
    saveEndpoint(event, "PATCH", `/endpoints/${encodeURIComponent(event.params.id)}`),
};
