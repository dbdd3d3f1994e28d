import { renderSVG } from "uqr";
import type { ProfileView } from "$protocol/users";
import { textField, versionField } from "$lib/forms/text-field";
import { loadVersioned } from "$lib/server/api";
import { submitForm } from "$lib/server/submit-form";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => {
  const { answer: profile, etag } = await loadVersioned<ProfileView>(event, "/profile");
  return { profile, version: etag, isFirst: event.url.searchParams.has("first") };
};

type Enrollment = { uri: string; recoveryCodes: string[] };

export const actions: Actions = {
  name: async (event) => {
    const form = await event.request.formData();
    const name = textField(form, "name");
    return submitForm(event, "name", ["PATCH", "/profile", { name }, versionField(form)]);
  },
  password: async (event) => {
    const form = await event.request.formData();
    const body = { current: textField(form, "current"), password: textField(form, "password") };
    return submitForm(event, "password", ["POST", "/profile/password", body]);
  },
  factor: async (event) => {
    const password = textField(await event.request.formData(), "password");
    const written = await submitForm(event, "factor", [
      "POST",
      "/profile/two-factor",
      { password },
    ]);
    if (!("answer" in written)) return written;
    const { uri, recoveryCodes } = written.answer as Enrollment;
    const secret = new URL(uri).searchParams.get("secret") ?? "";
    return { ...written, answer: null, begun: { secret, recoveryCodes, picture: qrCodeUrl(uri) } };
  },
  confirm: async (event) => {
    const form = await event.request.formData();
    const written = await submitForm(event, "confirm", [
      "POST",
      "/profile/two-factor/confirm",
      { code: textField(form, "code") },
    ]);
    return written;
  },
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

/** As an image's address: nothing of it is script, whatever it holds. */
const qrCodeUrl = (uri: string): string =>
  `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
