import type { SessionView } from "$protocol/people";
import { textOf } from "$lib/form-text";
import { read } from "$lib/server/api";
import { formWrite } from "$lib/server/form-write";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  sessions: (await read<{ data: SessionView[] }>(event, "/sessions")).data,
});

export const actions: Actions = {
  end: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    return formWrite(event, "end", ["DELETE", `/sessions/${encodeURIComponent(id)}`]);
  },
  others: async (event) => formWrite(event, "others", ["DELETE", "/sessions"]),
};
