import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = ({ cookies, url }) => ({
  theme: themeOf(cookies.get(THEME_COOKIE)),
  origin: url.origin,
});
