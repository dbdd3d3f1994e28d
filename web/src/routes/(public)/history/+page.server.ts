import { readPublicMonth } from "$lib/server/public-page";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = (event) => readPublicMonth(event, "");
