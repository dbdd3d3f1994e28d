import { fail, redirect } from "@sveltejs/kit";
import { read, write } from "$lib/server/api";
import { readEndpointNames } from "$lib/server/endpoints";
import { readChannels, readPageNames } from "$lib/server/notifying";
import { readRoom } from "$lib/server/room";
import { previewRule, saveRule } from "$lib/server/rule-action";
import type { RuleView } from "$protocol/notifying";
import type { Actions, PageServerLoad } from "./$types";

const pathOf = (id: string) => `/rules/${encodeURIComponent(id)}`;

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [rule, channels, endpoints, pages] = await Promise.all([
    read<RuleView>(event, pathOf(event.params.id)),
    readChannels(event),
    readEndpointNames(event),
    readPageNames(event),
  ]);
  return { ...room, rule, channels, endpoints, pages };
};

export const actions: Actions = {
  save: (event) => saveRule(event, "PATCH", pathOf(event.params.id)),
  preview: previewRule,
  delete: async (event) => {
    const written = await write(event, "DELETE", pathOf(event.params.id));
    // Gone already is what was wanted.
    if (!written.ok && written.status !== 404) {
      return fail(written.status, { message: written.refusal.message, fields: {}, values: null });
    }
    redirect(303, "/rules");
  },
};
