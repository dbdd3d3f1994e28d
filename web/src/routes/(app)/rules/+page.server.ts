import { fail } from "@sveltejs/kit";
import { write } from "$lib/server/api";
import { readChannels, readPageNames, readRules } from "$lib/server/notifying";
import { readRoom } from "$lib/server/room";
import type { RulePreview } from "$protocol/notifying";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [channels, rules, pages] = await Promise.all([
    readChannels(event),
    readRules(event),
    readPageNames(event),
  ]);
  return { ...room, channels, rules, pages };
};

export const actions: Actions = {
  /** All rules together, as they stand. */
  preview: async (event) => {
    const written = await write<RulePreview>(event, "POST", "/rules/preview", {});
    return written.ok ? { preview: written.answer } : fail(written.status, { ...written.refusal });
  },
};
