import { loadChannels, loadRules } from "$lib/server/notifications";
import { loadRoomState } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [channels, rules] = await Promise.all([loadChannels(event), loadRules(event)]);
  return { ...room, channels, rules: rules.length };
};
