import { kindOf, newChannelValues } from "$lib/channels/form";
import { getLocale } from "$lib/paraglide/runtime";
import { makeChannel } from "$lib/server/channel-action";
import { readRoom } from "$lib/server/room";
import { ZONE_COOKIE, zoneOf } from "$lib/zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const kind = kindOf(event.url.searchParams.get("kind"));
  const zone = zoneOf(event.cookies.get(ZONE_COOKIE));
  return { ...room, initial: kind && newChannelValues(kind, getLocale(), zone) };
};

export const actions: Actions = { save: makeChannel };
