import { redirect } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ parent }) => {
  const { currentUser } = await parent();
  redirect(307, currentUser.person ? "/settings/profile" : "/settings/people");
};
