import type { ProfileView } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { loadFromApi } from "$lib/server/api";
import { submitForm } from "$lib/server/submit-form";
import { beginTwoFactor, confirmTwoFactor } from "$lib/server/two-factor";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  profile: await loadFromApi<ProfileView>(event, "/profile"),
  isFirst: event.url.searchParams.has("first"),
});

export const actions: Actions = {
  name: async (event) => {
    const name = textField(await event.request.formData(), "name");
    return submitForm(event, "name", ["PATCH", "/profile", { name }]);
  },
  password: async (event) => {
    const form = await event.request.formData();
    const body = {
      current: textField(form, "current"),
      password: textField(form, "password"),
      keepTokens: form.has("keepTokens"),
    };
    return submitForm(event, "password", ["POST", "/profile/password", body]);
  },
  factor: beginTwoFactor,
  confirm: confirmTwoFactor,
  off: async (event) => {
    const password = textField(await event.request.formData(), "password");
    return submitForm(event, "off", ["POST", "/profile/two-factor/disable", { password }]);
  },
  codes: async (event) => {
    const password = textField(await event.request.formData(), "password");
    const path = "/profile/recovery-codes";
    return submitForm(event, "codes", ["POST", path, { password }]);
  },
  unkey: async (event) => {
    const id = textField(await event.request.formData(), "id");
    return submitForm(event, "unkey", ["DELETE", `/profile/passkeys/${encodeURIComponent(id)}`]);
  },
};
