import type { IncidentList } from "$protocol/incidents";
import { read } from "$lib/server/api";
import { readEndpoints } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const [endpoints, incidents] = await Promise.all([
    readEndpoints(event),
    read<IncidentList>(event, "/incidents?limit=100"),
  ]);
  return { ...room, endpoints, incidents: incidents.data };
};
