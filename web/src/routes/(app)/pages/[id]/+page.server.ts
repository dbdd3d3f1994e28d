import { fail, redirect } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { textOf } from "$lib/form-text";
import { read, write } from "$lib/server/api";
import { readEndpoints } from "$lib/server/endpoints";
import { readMailChannels, readSubscribers } from "$lib/server/notifying";
import { savePage } from "$lib/server/page-action";
import { readRoom } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/pages/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [page, endpoints, mailChannels, subscribers] = await Promise.all([
    read<PageView>(event, pathOf(event.params.id)),
    readEndpoints(event),
    readMailChannels(event),
    readSubscribers(event, pathOf(event.params.id)),
  ]);
  return { ...room, page, endpoints, mailChannels, subscribers, origin: event.url.origin };
};

export const actions: Actions = {
  save: (event) => savePage(event, event.params.id),
  unsubscribe: async (event) => {
    const subscriber = textOf(await event.request.formData(), "subscriber");
    const path = `${pathOf(event.params.id)}/subscribers/${encodeURIComponent(subscriber)}`;
    const written = await write(event, "DELETE", path);
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.refusal, fields: {}, values: null });
    }
    redirect(303, pathOf(event.params.id));
  },
  delete: async (event) => {
    const written = await write(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.refusal, fields: {}, values: null });
    }
    redirect(303, "/pages");
  },
};
