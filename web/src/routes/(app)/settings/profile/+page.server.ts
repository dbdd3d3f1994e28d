import { renderSVG } from "uqr";
import type { ProfileView } from "$protocol/people";
import { textOf } from "$lib/form-text";
import { read } from "$lib/server/api";
import { formWrite } from "$lib/server/form-write";
import type { Actions, PageServerLoad } from "./$types";

export const load: PageServerLoad = async (event) => ({
  profile: await read<ProfileView>(event, "/profile"),
  isFirst: event.url.searchParams.has("first"),
});

type Begun = { uri: string; recoveryCodes: string[] };

export const actions: Actions = {
  name: async (event) => {
    const name = textOf(await event.request.formData(), "name");
    return formWrite(event, "name", ["PATCH", "/profile", { name }]);
  },
  password: async (event) => {
    const form = await event.request.formData();
    const body = { current: textOf(form, "current"), password: textOf(form, "password") };
    return formWrite(event, "password", ["POST", "/profile/password", body]);
  },
  factor: async (event) => {
    const password = textOf(await event.request.formData(), "password");
    const written = await formWrite(event, "factor", ["POST", "/profile/two-factor", { password }]);
    if (!("answer" in written)) return written;
    const { uri, recoveryCodes } = written.answer as Begun;
    const secret = new URL(uri).searchParams.get("secret") ?? "";
    return { ...written, answer: null, begun: { secret, recoveryCodes, picture: picture(uri) } };
  },
  confirm: async (event) => {
    const form = await event.request.formData();
    const written = await formWrite(event, "confirm", [
      "POST",
      "/profile/two-factor/confirm",
      { code: textOf(form, "code") },
    ]);
    return written;
  },
  off: async (event) => {
    const password = textOf(await event.request.formData(), "password");
    return formWrite(event, "off", ["POST", "/profile/two-factor/off", { password }]);
  },
  codes: async (event) => {
    const password = textOf(await event.request.formData(), "password");
    const path = "/profile/recovery-codes";
    return formWrite(event, "codes", ["POST", path, { password }]);
  },
  unkey: async (event) => {
    const id = textOf(await event.request.formData(), "id");
    return formWrite(event, "unkey", ["DELETE", `/profile/passkeys/${encodeURIComponent(id)}`]);
  },
};

/** As an image's address: nothing of it is script, whatever it holds. */
const picture = (uri: string): string =>
  `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
