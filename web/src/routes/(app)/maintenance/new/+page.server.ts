import { newMaintenanceValues } from "$lib/maintenance/form";
import { readEndpointNames } from "$lib/server/endpoints";
import { saveMaintenance } from "$lib/server/maintenance-action";
import { readRoom } from "$lib/server/room";
import { ZONE_COOKIE, zoneOf } from "$lib/zone";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const zone = zoneOf(event.cookies.get(ZONE_COOKIE));
  const on = event.url.searchParams.get("on");
  return {
    ...room,
    endpoints: await readEndpointNames(event),
    initial: newMaintenanceValues(Date.now(), zone, on),
  };
};

export const actions: Actions = {
  save: (event) => saveMaintenance(event, "POST", "/maintenances"),
};
