import type { SettingsView } from "$protocol/incidents";
import type { InvitationView, UserView } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { loadFromApi } from "$lib/server/api";
import { submitForm } from "$lib/server/submit-form";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const [users, invitations, settings] = await Promise.all([
    loadFromApi<{ data: UserView[] }>(event, "/people"),
    loadFromApi<{ data: InvitationView[] }>(event, "/invitations"),
    loadFromApi<SettingsView>(event, "/settings"),
  ]);
  const { requireSecondFactor } = settings;
  return { users: users.data, invitations: invitations.data, requireSecondFactor };
};

export const actions: Actions = {
  require: async (event) => {
    const requireSecondFactor = (await event.request.formData()).has("requireSecondFactor");
    return submitForm(event, "require", ["PATCH", "/settings", { requireSecondFactor }]);
  },
  invite: async (event) => {
    const form = await event.request.formData();
    const body = { email: textField(form, "email").trim(), role: textField(form, "role") };
    return submitForm(event, "invite", ["POST", "/invitations", body]);
  },
  withdraw: async (event) => {
    const id = textField(await event.request.formData(), "id");
    return submitForm(event, "withdraw", ["DELETE", `/invitations/${encodeURIComponent(id)}`]);
  },
  role: async (event) => {
    const form = await event.request.formData();
    const path = `/people/${encodeURIComponent(textField(form, "id"))}`;
    return submitForm(event, "role", ["PATCH", path, { role: textField(form, "role") }]);
  },
  remove: async (event) => {
    const id = textField(await event.request.formData(), "id");
    return submitForm(event, "remove", ["DELETE", `/people/${encodeURIComponent(id)}`]);
  },
  recover: async (event) => {
    const id = textField(await event.request.formData(), "id");
    const path = `/people/${encodeURIComponent(id)}/recovery`;
    return submitForm(event, "recover", ["POST", path, {}]);
  },
};
