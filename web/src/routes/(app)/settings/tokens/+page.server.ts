import type { TokenView } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { loadFromApi } from "$lib/server/api";
import { submitForm } from "$lib/server/submit-form";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  tokens: (await loadFromApi<{ data: TokenView[] }>(event, "/tokens")).data,
});

const DAY_MS = 86_400_000;

export const actions: Actions = {
  make: async (event) => {
    const form = await event.request.formData();
    const days = Number(textField(form, "days"));
    const body = {
      name: textField(form, "name"),
      scopes: form.getAll("scope"),
      expiresAt: days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
    };
    return submitForm(event, "make", ["POST", "/tokens", body]);
  },
  revoke: async (event) => {
    const id = textField(await event.request.formData(), "id");
    return submitForm(event, "revoke", ["DELETE", `/tokens/${encodeURIComponent(id)}`]);
  },
};
