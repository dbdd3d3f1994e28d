import type { MaintenanceList } from "$protocol/api";
import { isCalendarMonth, monthOf, periodOf } from "$lib/maintenance/calendar";
import { loadFromApi } from "$lib/server/api";
import { loadEndpointNames } from "$lib/server/endpoints";
import { loadRoomState } from "$lib/server/room";
import { TIME_ZONE_COOKIE, timeZoneFromCookie } from "$lib/time-zone";
import type { PageServerLoad } from "./$types";

const MAX_SHOWN = 200;

/** All that is planned, and apart from it what lies in the month that is shown. */
export const load: PageServerLoad = async (event) => {
  const room = await loadRoomState(event, "all");
  const zone = timeZoneFromCookie(event.cookies.get(TIME_ZONE_COOKIE));
  const requested = event.url.searchParams.get("month");
  const month = isCalendarMonth(requested) ? requested : monthOf(Date.now(), zone);
  const period = new URLSearchParams({ limit: String(MAX_SHOWN), ...periodOf(month, zone) });
  const [planned, ofMonth, endpoints] = await Promise.all([
    loadFromApi<MaintenanceList>(event, `/maintenances?limit=${MAX_SHOWN}`),
    loadFromApi<MaintenanceList>(event, `/maintenances?${period.toString()}`),
    loadEndpointNames(event),
  ]);
  return { ...room, month, planned: planned.data, ofMonth: ofMonth.data, endpoints };
};
