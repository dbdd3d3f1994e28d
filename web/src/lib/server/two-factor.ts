import type { RequestEvent } from "@sveltejs/kit";
import { renderSVG } from "uqr";
import { textField } from "$lib/forms/text-field";
import { submitForm } from "./submit-form";

type Enrollment = { uri: string; recoveryCodes: string[] };

/** Begins a second factor: what the app scans, and the recovery codes. */
export async function beginTwoFactor(event: RequestEvent) {
  const password = textField(await event.request.formData(), "password");
  const written = await submitForm(event, "factor", ["POST", "/profile/two-factor", { password }]);
  if (!("answer" in written)) return written;
  const { uri, recoveryCodes } = written.answer as Enrollment;
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return { ...written, answer: null, begun: { secret, recoveryCodes, picture: qrCodeUrl(uri) } };
}

/** Turns it on, by the code that the app shows. */
export async function confirmTwoFactor(event: RequestEvent) {
  const code = textField(await event.request.formData(), "code");
  return submitForm(event, "confirm", ["POST", "/profile/two-factor/confirm", { code }]);
}

/** As an image's address: nothing of it is script, whatever it holds. */
const qrCodeUrl = (uri: string): string =>
  `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
