import { parseEndpointKind } from "$lib/forms/endpoint/form";
import {
  createEndpointFromForm,
  createEndpointFromUrl,
  testEndpointFromForm,
} from "$lib/server/endpoint-action";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const others = await loadEndpointNames(event);
  return { ...room, others, kind: parseEndpointKind(event.url.searchParams.get("kind")) };
};

export const actions: Actions = {
  save: createEndpointFromForm,
  test: (event) => testEndpointFromForm(event),
  quick: createEndpointFromUrl,
};
