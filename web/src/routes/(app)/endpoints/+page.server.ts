import { fail, type RequestEvent } from "@sveltejs/kit";
import { write } from "$lib/server/api";
import { readEndpointsWithBars } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const BAR_DAYS = 90;

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  return { ...room, ...(await readEndpointsWithBars(event, BAR_DAYS)) };
};

/** Does one thing to all that are selected, one after the other, and stops at a refusal. */
const toEach =
  (method: "POST" | "DELETE", path: (id: string) => string) => async (event: RequestEvent) => {
    const ids = (await event.request.formData()).getAll("id").map(String);
    for (const id of ids) {
      const written = await write(event, method, path(encodeURIComponent(id)));
      // Gone already is what was wanted, or nothing to be done about.
      if (!written.ok && written.status !== 404) return fail(written.status, written.refusal);
    }
  };

export const actions: Actions = {
  pause: toEach("POST", (id) => `/endpoints/${id}/pause`),
  resume: toEach("POST", (id) => `/endpoints/${id}/resume`),
  delete: toEach("DELETE", (id) => `/endpoints/${id}`),
};
