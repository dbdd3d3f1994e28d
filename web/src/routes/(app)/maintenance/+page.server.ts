import type { MaintenanceList } from "$protocol/api";
import { isMonth, monthOf, periodOf } from "$lib/maintenance/calendar";
import { read } from "$lib/server/api";
import { readEndpointNames } from "$lib/server/endpoints";
import { readRoom } from "$lib/server/room";
import { ZONE_COOKIE, zoneOf } from "$lib/zone";
import type { PageServerLoad } from "./$types";

const MOST = 200;

/** All that is planned, and apart from it what lies in the month that is shown. */
export const load: PageServerLoad = async (event) => {
  const room = await readRoom(event, "all");
  const zone = zoneOf(event.cookies.get(ZONE_COOKIE));
  const asked = event.url.searchParams.get("month");
  const month = isMonth(asked) ? asked : monthOf(Date.now(), zone);
  const period = new URLSearchParams({ limit: String(MOST), ...periodOf(month, zone) });
  const [planned, ofMonth, endpoints] = await Promise.all([
    read<MaintenanceList>(event, `/maintenances?limit=${MOST}`),
    read<MaintenanceList>(event, `/maintenances?${period.toString()}`),
    readEndpointNames(event),
  ]);
  return { ...room, month, planned: planned.data, ofMonth: ofMonth.data, endpoints };
};
