import { parseChannelKind, newChannelValues } from "$lib/forms/channel";
import { getLocale } from "$lib/paraglide/runtime";
import { createChannel } from "$lib/server/channel-action";
import { loadRoomState } from "$lib/server/room";
import { TIME_ZONE_COOKIE, timeZoneFromCookie } from "$lib/time-zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const kind = parseChannelKind(event.url.searchParams.get("kind"));
  const zone = timeZoneFromCookie(event.cookies.get(TIME_ZONE_COOKIE));
  return { ...room, initial: kind && newChannelValues(kind, getLocale(), zone) };
};

export const actions: Actions = { save: createChannel };
