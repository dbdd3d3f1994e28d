import { readPublicPage } from "$lib/server/public-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) =>
  readPublicPage(event, `/status/${event.params.slug}`);
