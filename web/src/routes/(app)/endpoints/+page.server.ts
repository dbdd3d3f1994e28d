import { fail, type RequestEvent } from "@sveltejs/kit";
import { writeToApi } from "$lib/server/api";
import { loadEndpointsWithBars } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const BAR_DAYS = 90;

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  return { ...room, ...(await loadEndpointsWithBars(event, BAR_DAYS)) };
};

/** Does one thing to all that are selected, one after the other, and stops at a refusal. */
const toEach =
  (method: "POST" | "DELETE", path: (id: string) => string) => async (event: RequestEvent) => {
    const ids = (await event.request.formData()).getAll("id").map(String);
    for (const id of ids) {
      const written = await writeToApi(event, method, path(encodeURIComponent(id)));
      // Gone already is what was wanted, or nothing to be done about.
      if (!written.ok && written.status !== 404) return fail(written.status, written.error);
    }
  };

export const actions: Actions = {
  pause: toEach("POST", (id) => `/endpoints/${id}/pause`),
  resume: toEach("POST", (id) => `/endpoints/${id}/resume`),
  delete: toEach("DELETE", (id) => `/endpoints/${id}`),
};
