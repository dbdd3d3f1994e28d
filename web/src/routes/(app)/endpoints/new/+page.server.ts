import { readRoom } from "$lib/server/room";
import { quickEndpoint, saveEndpoint } from "$lib/server/endpoint-action";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => readRoom(event, "all");

export const actions: Actions = {
  save: (event) => saveEndpoint(event, "POST", "/endpoints"),
  quick: quickEndpoint,
};
