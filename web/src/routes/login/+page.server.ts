import { fail, redirect } from "@sveltejs/kit";
import { textOf } from "$lib/form-text";
import { nextPath, refusalOf } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

/** Whoever is signed in already goes on; where there is no token set up, the API says what to do. */
export const load: PageServerLoad = async ({ fetch, url, cookies }) => {
  const response = await fetch("/api/v1/rooms/all");
  if (response.ok) redirect(303, nextPath(url));
  return {
    theme: themeOf(cookies.get(THEME_COOKIE)),
    closed: response.status === 503 ? (await refusalOf(response)).message : null,
  };
};

export const actions: Actions = {
  in: async ({ request, fetch, url, locals }) => {
    const token = textOf(await request.formData(), "token").trim();
    const response = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (!response.ok) {
      const { code, message } = await refusalOf(response);
      return fail(response.status, { code, message });
    }
    locals.apiCookies.push(...response.headers.getSetCookie());
    redirect(303, nextPath(url));
  },
  out: async ({ fetch, locals }) => {
    const response = await fetch("/api/v1/session", { method: "DELETE" });
    locals.apiCookies.push(...response.headers.getSetCookie());
    redirect(303, "/login");
  },
};
