import { loadPublicPage } from "$lib/server/public-page";
import type { PageServerLoad } from "./$types";

/** The page at `/`; where there is none, the Worker leads to the dashboard before anyone comes here. */
export const load: PageServerLoad = (event) => loadPublicPage(event, null);
