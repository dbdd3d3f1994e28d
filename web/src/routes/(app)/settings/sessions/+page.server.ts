import type { SessionView } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { loadFromApi } from "$lib/server/api";
import { submitForm } from "$lib/server/submit-form";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  sessions: (await loadFromApi<{ data: SessionView[] }>(event, "/sessions")).data,
});

export const actions: Actions = {
  end: async (event) => {
    const id = textField(await event.request.formData(), "id");
    return submitForm(event, "end", ["DELETE", `/sessions/${encodeURIComponent(id)}`]);
  },
  others: async (event) => submitForm(event, "others", ["DELETE", "/sessions"]),
};
