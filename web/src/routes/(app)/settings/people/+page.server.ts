import type { InvitationView, PersonView } from "$protocol/people";
import { textOf } from "$lib/form-text";
import { read } from "$lib/server/api";
import { formWrite } from "$lib/server/form-write";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const [people, invitations] = await Promise.all([
    read<{ data: PersonView[] }>(event, "/people"),
    read<{ data: InvitationView[] }>(event, "/invitations"),
  ]);
  return { people: people.data, invitations: invitations.data };
};

export const actions: Actions = {
  invite: async (event) => {
    const form = await event.request.formData();
    const body = { email: textOf(form, "email").trim(), role: textOf(form, "role") };
    return formWrite(event, "invite", ["POST", "/invitations", body]);
  },
  withdraw: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    return formWrite(event, "withdraw", ["DELETE", `/invitations/${encodeURIComponent(id)}`]);
  },
  role: async (event) => {
    const form = await event.request.formData();
    const path = `/people/${encodeURIComponent(textOf(form, "id"))}`;
    return formWrite(event, "role", ["PATCH", path, { role: textOf(form, "role") }]);
  },
  remove: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    return formWrite(event, "remove", ["DELETE", `/people/${encodeURIComponent(id)}`]);
  },
  recover: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    const path = `/people/${encodeURIComponent(id)}/recovery`;
    return formWrite(event, "recover", ["POST", path, {}]);
  },
};
