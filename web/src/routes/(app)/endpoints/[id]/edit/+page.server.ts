import type { EndpointView } from "$protocol/api";
import { read } from "$lib/server/api";
import { changeEndpoint, testEndpoint } from "$lib/server/endpoint-action";
import { readEndpointNames } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const id = encodeURIComponent(event.params.id);
  const [endpoint, all] = await Promise.all([
    read<EndpointView>(event, `/endpoints/${id}`),
    readEndpointNames(event),
  ]);
  return { ...room, endpoint, others: all.filter((other) => other.id !== endpoint.id) };
};

export const actions: Actions = {
  save: (event) => changeEndpoint(event, `/endpoints/${encodeURIComponent(event.params.id)}`),
  test: (event) => testEndpoint(event, event.params.id),
};
