import { newRuleValues } from "$lib/rules/form";
import { readEndpointNames } from "$lib/server/endpoints";
import { readChannels, readPageNames } from "$lib/server/notifying";
import { readRoom } from "$lib/server/room";
import { previewRule, saveRule } from "$lib/server/rule-action";
import { ZONE_COOKIE, zoneOf } from "$lib/zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [channels, endpoints, pages] = await Promise.all([
    readChannels(event),
    readEndpointNames(event),
    readPageNames(event),
  ]);
  const initial = newRuleValues(zoneOf(event.cookies.get(ZONE_COOKIE)));
  return { ...room, channels, endpoints, pages, initial };
};

export const actions: Actions = {
  save: (event) => saveRule(event, "POST", "/rules"),
  preview: previewRule,
};
