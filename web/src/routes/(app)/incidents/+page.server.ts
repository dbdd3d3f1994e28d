import type { IncidentList } from "$protocol/incidents";
import { loadFromApi } from "$lib/server/api";
import { loadRoomState } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

const PER_PAGE = 50;
const MAX_SHOWN = 200;

/** Open ones in full, and the newest resolved ones; `?shown=` asks for more of those. */
export const load: PageServerLoad = async (event) => {
  const requested = Number(event.url.searchParams.get("shown"));
  const limit = Math.min(
    MAX_SHOWN,
    Math.max(PER_PAGE, Number.isInteger(requested) ? requested : 0),
  );
  const room = await loadRoomState(event, "all");
  const [open, resolved] = await Promise.all([
    loadFromApi<IncidentList>(event, `/incidents?merged=false&status=open&limit=${MAX_SHOWN}`),
    loadFromApi<IncidentList>(event, `/incidents?merged=false&status=resolved&limit=${limit}`),
  ]);
  return {
    ...room,
    incidents: [...open.data, ...resolved.data],
    more:
      resolved.nextCursor !== null && limit < MAX_SHOWN
        ? Math.min(MAX_SHOWN, limit + PER_PAGE)
        : null,
  };
};
