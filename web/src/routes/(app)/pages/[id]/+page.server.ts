import { fail, redirect } from "@sveltejs/kit";
import type { PageView } from "$protocol/page-view";
import { textField } from "$lib/forms/text-field";
import { loadFromApi, writeToApi } from "$lib/server/api";
import { loadEndpoints } from "$lib/server/endpoints";
import { loadEmailChannels, loadPageSubscribers } from "$lib/server/notifications";
import { savePage } from "$lib/server/page-action";
import { loadRoomState } from "$lib/server/room";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/pages/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [page, endpoints, mailChannels, subscribers] = await Promise.all([
    loadFromApi<PageView>(event, pathOf(event.params.id)),
    loadEndpoints(event),
    loadEmailChannels(event),
    loadPageSubscribers(event, pathOf(event.params.id)),
  ]);
  return { ...room, page, endpoints, mailChannels, ...subscribers, origin: event.url.origin };
};

export const actions: Actions = {
  save: (event) => savePage(event, event.params.id),
  unsubscribe: async (event) => {
    const subscriber = textField(await event.request.formData(), "subscriber");
    const path = `${pathOf(event.params.id)}/subscribers/${encodeURIComponent(subscriber)}`;
    const written = await writeToApi(event, "DELETE", path);
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.error, fields: {}, values: null });
    }
    redirect(303, pathOf(event.params.id));
  },
  clearUnconfirmed: async (event) => {
    const path = `${pathOf(event.params.id)}/subscribers?confirmed=false`;
    const written = await writeToApi(event, "DELETE", path);
    if (!written.ok) return fail(written.status, { ...written.error, fields: {}, values: null });
    redirect(303, pathOf(event.params.id));
  },
  delete: async (event) => {
    const written = await writeToApi(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { ...written.error, fields: {}, values: null });
    }
    redirect(303, "/pages");
  },
};
