import type { TokenView } from "$protocol/people";
import { textOf } from "$lib/form-text";
import { read } from "$lib/server/api";
import { formWrite } from "$lib/server/form-write";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  tokens: (await read<{ data: TokenView[] }>(event, "/tokens")).data,
});

const DAY_MS = 86_400_000;

export const actions: Actions = {
  make: async (event) => {
    const form = await event.request.formData();
    const days = Number(textOf(form, "days"));
    const body = {
      name: textOf(form, "name"),
      scopes: form.getAll("scope"),
      expiresAt: days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
    };
    return formWrite(event, "make", ["POST", "/tokens", body]);
  },
  revoke: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    return formWrite(event, "revoke", ["DELETE", `/tokens/${encodeURIComponent(id)}`]);
  },
};
