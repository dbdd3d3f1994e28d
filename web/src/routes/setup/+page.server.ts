import { fail, redirect } from "@sveltejs/kit";
import type { SignInOptions } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { readApiError } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async ({ fetch, cookies }) => {
  const options = (await (await fetch("/api/v1/setup")).json()) as SignInOptions;
  if (options.people) redirect(303, "/login");
  return { theme: themeOf(cookies.get(THEME_COOKIE)), isOpen: options.isSetup };
};

export const actions: Actions = {
  default: async ({ request, fetch }) => {
    const form = await request.formData();
    const input = { name: textField(form, "name").trim(), email: textField(form, "email").trim() };
    const token = textField(form, "token").trim();
    const response = await fetch("/api/v1/setup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...input, token, password: textField(form, "password") }),
    });
    if (response.ok) redirect(303, "/settings/profile?first");
    const { code, message, fields = {} } = await readApiError(response);
    return fail(response.status, { code, message, fields, ...input, token });
  },
};
