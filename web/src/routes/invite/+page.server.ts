import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { Role } from "$domain/permissions";
import { textField } from "$lib/forms/text-field";
import { readApiError } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ cookies }) => ({
  theme: themeOf(cookies.get(THEME_COOKIE)),
});

type InvitationPreview = { email: string; role: Role; isRecovery: boolean };

export const actions: Actions = {
  preview: async (event) => {
    const token = textField(await event.request.formData(), "token").trim();
    const response = await post(event, "/invitations/preview", { token });
    if (response.ok) return { token, found: (await response.json()) as InvitationPreview };
    const { code, message, fields = {} } = await readApiError(response);
    return fail(response.status, { token, code, message, fields, found: null });
  },
  accept: async (event) => {
    const form = await event.request.formData();
    const token = textField(form, "token").trim();
    const name = textField(form, "name").trim();
    const password = textField(form, "password");
    const response = await post(event, "/invitations/accept", {
      token,
      password,
      ...(name !== "" && { name }),
    });
    if (response.ok) redirect(303, "/dashboard");
    const { code, message, fields = {} } = await readApiError(response);
    const preview = await post(event, "/invitations/preview", { token });
    const found = preview.ok ? ((await preview.json()) as InvitationPreview) : null;
    return fail(response.status, { token, name, code, message, fields, found });
  },
};

const post = ({ fetch }: RequestEvent, path: string, body: unknown) =>
  fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
