import { loadPublicMonth } from "$lib/server/public-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => loadPublicMonth(event, event.params.slug);
