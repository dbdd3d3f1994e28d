import type { PageServerLoad } from "./$types";

/** The form is answered by the public site itself. */
export const load: PageServerLoad = ({ url, params }) => ({
  slug: params.slug,
  problem: url.searchParams.get("problem"),
});
