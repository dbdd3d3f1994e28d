import { readChannels, readRules } from "$lib/server/notifying";
import { readRoom } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [channels, rules] = await Promise.all([readChannels(event), readRules(event)]);
  return { ...room, channels, rules: rules.length };
};
