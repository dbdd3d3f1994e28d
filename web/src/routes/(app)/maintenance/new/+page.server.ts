import { newMaintenanceValues } from "$lib/forms/maintenance";
import { loadEndpointNames } from "$lib/server/endpoints";
import { saveMaintenance } from "$lib/server/maintenance-action";
import { loadRoomState } from "$lib/server/room";
import { TIME_ZONE_COOKIE, timeZoneFromCookie } from "$lib/time-zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const zone = timeZoneFromCookie(event.cookies.get(TIME_ZONE_COOKIE));
  const on = event.url.searchParams.get("on");
  return {
    ...room,
    endpoints: await loadEndpointNames(event),
    initial: newMaintenanceValues(Date.now(), zone, on),
  };
};

export const actions: Actions = {
  save: (event) => saveMaintenance(event, null),
};
