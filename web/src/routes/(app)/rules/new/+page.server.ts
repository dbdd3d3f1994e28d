import { newRuleValues } from "$lib/forms/rule";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadChannels, loadPageNames } from "$lib/server/notifications";
import { loadRoomState } from "$lib/server/room";
import { previewRule, createRule } from "$lib/server/rule-action";
import { TIME_ZONE_COOKIE, timeZoneFromCookie } from "$lib/time-zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [channels, endpoints, pages] = await Promise.all([
    loadChannels(event),
    loadEndpointNames(event),
    loadPageNames(event),
  ]);
  const initial = newRuleValues(timeZoneFromCookie(event.cookies.get(TIME_ZONE_COOKIE)));
  return { ...room, channels, endpoints, pages, initial };
};

export const actions: Actions = {
  save: createRule,
  preview: previewRule,
};
