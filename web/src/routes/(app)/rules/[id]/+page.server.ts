import { fail, redirect } from "@sveltejs/kit";
import { ruleBody } from "$lib/forms/rule";
import { writeToApi } from "$lib/server/api";
import { loadForEdit } from "$lib/server/edit";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadChannels, loadPageNames } from "$lib/server/notifications";
import { loadRoomState } from "$lib/server/room";
import { previewRule, saveRule } from "$lib/server/rule-action";
import type { RuleView } from "$protocol/notifications";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/rules/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [{ view: rule, loaded }, channels, endpoints, pages] = await Promise.all([
    loadForEdit<RuleView>(event, pathOf(event.params.id), ruleBody),
    loadChannels(event),
    loadEndpointNames(event),
    loadPageNames(event),
  ]);
  return { ...room, rule, loaded, channels, endpoints, pages };
};

export const actions: Actions = {
  save: (event) => saveRule(event, pathOf(event.params.id)),
  preview: previewRule,
  delete: async (event) => {
    const written = await writeToApi(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { message: written.error.message, fields: {}, values: null });
    }
    redirect(303, "/rules");
  },
};
