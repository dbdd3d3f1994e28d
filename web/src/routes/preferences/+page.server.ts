import { redirect, type Cookies } from "@sveltejs/kit";
import { textField } from "$lib/forms/text-field";
import { isLocale } from "$lib/paraglide/runtime";
import { nextPath } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = () => redirect(307, "/dashboard");

/** How a browser likes its pages. Forms post here, so that it works without scripts as well. */
export const actions: Actions = {
  theme: async ({ request, cookies, url }) => {
    const form = await request.formData();
    setCookie(cookies, THEME_COOKIE, themeOf(textField(form, "theme")));
    redirect(303, nextPath(url));
  },
  language: async ({ request, cookies, url }) => {
    const language = (await request.formData()).get("language");
    if (isLocale(language)) setCookie(cookies, "pharos_language", language);
    redirect(303, nextPath(url));
  },
};

const YEAR_SECONDS = 365 * 86_400;

/** Not HttpOnly: the switches set the same cookies without a round trip. */
const setCookie = (cookies: Cookies, name: string, value: string) =>
  cookies.set(name, value, { path: "/", maxAge: YEAR_SECONDS, httpOnly: false, sameSite: "lax" });
