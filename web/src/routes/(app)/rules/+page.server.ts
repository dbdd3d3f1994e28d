import { fail } from "@sveltejs/kit";
import { writeToApi } from "$lib/server/api";
import { loadChannels, loadPageNames, loadRules } from "$lib/server/notifications";
import { loadRoomState } from "$lib/server/room";
import type { RulePreview } from "$protocol/notifications";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [channels, rules, pages] = await Promise.all([
    loadChannels(event),
    loadRules(event),
    loadPageNames(event),
  ]);
  return { ...room, channels, rules, pages };
};

export const actions: Actions = {
  /** All rules together, as they stand. */
  preview: async (event) => {
    const written = await writeToApi<RulePreview>(event, "POST", "/rules/preview", {});
    return written.ok ? { preview: written.answer } : fail(written.status, { ...written.error });
  },
};
