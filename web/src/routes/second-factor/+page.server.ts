import { redirect } from "@sveltejs/kit";
import type { ProfileView } from "$protocol/users";
import { loadFromApi, nextPath } from "$lib/server/api";
import { beginTwoFactor, confirmTwoFactor } from "$lib/server/two-factor";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

/** For whoever signed in where a second factor is required and has none; all others go on. */
export const load: PageServerLoad = async (event) => {
  const { hasTwoFactor, passkeys } = await loadFromApi<ProfileView>(event, "/profile");
  if (hasTwoFactor || passkeys.length > 0) redirect(303, nextPath(event.url));
  return { theme: themeOf(event.cookies.get(THEME_COOKIE)), next: nextPath(event.url) };
};

export const actions: Actions = {
  factor: beginTwoFactor,
  confirm: async (event) => {
    const written = await confirmTwoFactor(event);
    return "done" in written && written.done ? redirect(303, nextPath(event.url)) : written;
  },
};
