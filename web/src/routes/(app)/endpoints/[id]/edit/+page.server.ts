import type { EndpointView } from "$protocol/api";
import { loadFromApi } from "$lib/server/api";
import { updateEndpointFromForm, testEndpointFromForm } from "$lib/server/endpoint-action";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const id = encodeURIComponent(event.params.id);
  const [endpoint, all] = await Promise.all([
    loadFromApi<EndpointView>(event, `/endpoints/${id}`),
    loadEndpointNames(event),
  ]);
  return { ...room, endpoint, others: all.filter((other) => other.id !== endpoint.id) };
};

export const actions: Actions = {
  save: (event) =>
    updateEndpointFromForm(event, `/endpoints/${encodeURIComponent(event.params.id)}`),
  test: (event) => testEndpointFromForm(event, event.params.id),
};
