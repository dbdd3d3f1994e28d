import { THEME_COOKIE, themeOf } from "$lib/theme";
import { TIME_ZONE_COOKIE, timeZoneFromCookie } from "$lib/time-zone";
import type { LayoutServerLoad } from "./$types";

// Not in the root layout: its error page must be able to show without the server.
export const load: LayoutServerLoad = ({ cookies }) => ({
  serverNow: Date.now(),
  zone: timeZoneFromCookie(cookies.get(TIME_ZONE_COOKIE)),
  theme: themeOf(cookies.get(THEME_COOKIE)),
});
