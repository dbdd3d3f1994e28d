import { redirect } from "@sveltejs/kit";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ parent }) => {
  const { who } = await parent();
  redirect(307, who.person ? "/settings/profile" : "/settings/people");
};
