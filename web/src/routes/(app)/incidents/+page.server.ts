import type { IncidentList } from "$protocol/incidents";
import { read } from "$lib/server/api";
import { readRoom } from "$lib/server/room";
import type { PageServerLoad } from "./$types";

const PER_PAGE = 50;
const MOST = 200;

/** Open ones in full, and the newest resolved ones; `?shown=` asks for more of those. */
export const load: PageServerLoad = async (event) => {
  const asked = Number(event.url.searchParams.get("shown"));
  const limit = Math.min(MOST, Math.max(PER_PAGE, Number.isInteger(asked) ? asked : 0));
  const room = await readRoom(event, "all");
  const [open, resolved] = await Promise.all([
    read<IncidentList>(event, `/incidents?merged=false&status=open&limit=${MOST}`),
    read<IncidentList>(event, `/incidents?merged=false&status=resolved&limit=${limit}`),
  ]);
  return {
    ...room,
    incidents: [...open.data, ...resolved.data],
    more: resolved.nextCursor !== null && limit < MOST ? Math.min(MOST, limit + PER_PAGE) : null,
  };
};
