import type { EndpointView } from "$protocol/api";
import { unchangedEndpoint } from "$lib/forms/endpoint/form";
import { loadForEdit } from "$lib/server/edit";
import { updateEndpointFromForm, testEndpointFromForm } from "$lib/server/endpoint-action";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const id = encodeURIComponent(event.params.id);
  const [{ view: endpoint, loaded }, all] = await Promise.all([
    loadForEdit<EndpointView>(event, `/endpoints/${id}`, unchangedEndpoint),
    loadEndpointNames(event),
  ]);
  return { ...room, endpoint, loaded, others: all.filter((other) => other.id !== endpoint.id) };
};

export const actions: Actions = {
  save: (event) => updateEndpointFromForm(event, event.params.id),
  test: (event) => testEndpointFromForm(event, event.params.id),
};
