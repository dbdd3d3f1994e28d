import { loadPublicPage } from "$lib/server/public-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => loadPublicPage(event, event.params.slug);
