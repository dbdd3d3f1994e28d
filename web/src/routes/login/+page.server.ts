import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { SignInOptions } from "$protocol/users";
import { textField } from "$lib/forms/text-field";
import { needsSecondFactor, nextPath, readApiError } from "$lib/server/api";
import { THEME_COOKIE, themeOf } from "$lib/theme";
import type { Actions, PageServerLoad } from "./$types";

/** Whoever is signed in already goes on; where there is no door yet, the API says what to do. */
export const load: PageServerLoad = async ({ fetch, url, cookies }) => {
  const [response, signInOptions] = await Promise.all([
    fetch("/api/v1/rooms/all"),
    fetch("/api/v1/setup").then((setup) => setup.json() as Promise<SignInOptions>),
  ]);
  if (response.ok) redirect(303, nextPath(url));
  const problem = await readApiError(response);
  if (needsSecondFactor(problem)) {
    redirect(303, `/second-factor?next=${encodeURIComponent(nextPath(url))}`);
  }
  if (signInOptions.isSetup && !signInOptions.adminToken) redirect(303, "/setup");
  return {
    theme: themeOf(cookies.get(THEME_COOKIE)),
    signInOptions,
    closed: problem.code === "unavailable" ? problem.message : null,
  };
};

export const actions: Actions = {
  in: async (event) => {
    const form = await event.request.formData();
    return signIn(event, "token", "/session", { token: textField(form, "token").trim() });
  },
  person: async (event) => {
    const form = await event.request.formData();
    const email = textField(form, "email").trim();
    return signIn(event, "person", "/session", { email, password: textField(form, "password") });
  },
  factor: async (event) => {
    const form = await event.request.formData();
    const code = textField(form, "code").trim();
    // What an app shows is six digits; a recovery code is longer.
    const credentials: Record<string, string> = /^\d{3}\s?\d{3}$/.test(code)
      ? { code }
      : { recoveryCode: code };
    return signIn(event, "factor", "/session/second-factor", credentials);
  },
  out: async ({ fetch }) => {
    await fetch("/api/v1/session", { method: "DELETE" });
    redirect(303, "/login");
  },
};

async function signIn(
  { fetch, url }: RequestEvent,
  method: "token" | "person" | "factor",
  path: string,
  credentials: Record<string, string>,
) {
  const response = await fetch(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(credentials),
  });
  const email = credentials["email"] ?? "";
  if (!response.ok) {
    const { code, message } = await readApiError(response);
    return fail(response.status, { method, code, message, email });
  }
  if (response.status === 200) return { method: "factor" as const, code: null, message: "", email };
  redirect(303, nextPath(url));
}
