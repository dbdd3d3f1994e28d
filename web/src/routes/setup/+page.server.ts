import { fail, redirect } from "@sveltejs/kit";
import type { DoorsView } from "$protocol/people";
import { textOf } from "$lib/form-text";
import { refusalOf } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ fetch, cookies }) => {
  const doors = (await (await fetch("/api/v1/setup")).json()) as DoorsView;
  if (doors.people) redirect(303, "/login");
  return { theme: themeOf(cookies.get(THEME_COOKIE)), isOpen: doors.isSetup };
};

export const actions: Actions = {
  default: async ({ request, fetch }) => {
    const form = await request.formData();
    const typed = { name: textOf(form, "name").trim(), email: textOf(form, "email").trim() };
    const token = textOf(form, "token").trim();
    const response = await fetch("/api/v1/setup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...typed, token, password: textOf(form, "password") }),
    });
    if (response.ok) redirect(303, "/settings/profile?first");
    const { code, message, fields = {} } = await refusalOf(response);
    return fail(response.status, { code, message, fields, ...typed, token });
  },
};
