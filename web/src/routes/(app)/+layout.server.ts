import { THEME_COOKIE, themeOf } from "$lib/theme";
import { ZONE_COOKIE, zoneOf } from "$lib/zone";
import type { LayoutServerLoad } from "./$types";

// Not in the root layout: its error page must be able to show without the server.
export const load: LayoutServerLoad = ({ cookies }) => ({
  serverNow: Date.now(),
  zone: zoneOf(cookies.get(ZONE_COOKIE)),
  theme: themeOf(cookies.get(THEME_COOKIE)),
});
