import { fail, redirect } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { read, write } from "$lib/server/api";
import { readEndpoints } from "$lib/server/endpoints";
import { savePage } from "$lib/server/page-action";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/pages/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [page, endpoints] = await Promise.all([
    read<PageView>(event, pathOf(event.params.id)),
    readEndpoints(event),
  ]);
  return { ...room, page, endpoints, origin: event.url.origin };
};

export const actions: Actions = {
  save: (event) => savePage(event, event.params.id),
  delete: async (event) => {
    const written = await write(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.refusal, fields: {}, values: null });
    }
    redirect(303, "/pages");
  },
};
