import { kindOf } from "$lib/endpoint-form/form";
import { createEndpoint, quickEndpoint, testEndpoint } from "$lib/server/endpoint-action";
import { readEndpointNames } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const others = await readEndpointNames(event);
  return { ...room, others, kind: kindOf(event.url.searchParams.get("kind")) };
};

export const actions: Actions = {
  save: createEndpoint,
  test: (event) => testEndpoint(event),
  quick: quickEndpoint,
};
