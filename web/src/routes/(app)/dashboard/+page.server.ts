import type { IncidentList } from "$protocol/incidents";
import { loadFromApi } from "$lib/server/api";
import { loadEndpoints } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const [endpoints, incidents] = await Promise.all([
    loadEndpoints(event),
    loadFromApi<IncidentList>(event, "/incidents?limit=100"),
  ]);
  return { ...room, endpoints, incidents: incidents.data };
};
