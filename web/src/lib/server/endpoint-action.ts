import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { EndpointView } from "$protocol/api";
import { addressOf, newFormValues, readForm, type FormValues } from "$lib/endpoint-form";
import { textOf } from "$lib/form-text";
import { ownProblems, refusedProblems } from "$lib/words/form-problem";
import { sentence } from "$lib/words/sentence";
import { write } from "./api";

/** Creates or changes an endpoint from the posted form, and goes to its page. */
export async function saveEndpoint(event: RequestEvent, method: "POST" | "PATCH", path: string) {
  const { values, body, problems } = readForm(await event.request.formData());
  if (Object.keys(problems).length > 0) {
    return fail(400, { message: "", fields: ownProblems(problems), values });
  }
  return save(event, method, path, body, values);
}

/** Creates one from an address alone. */
export async function quickEndpoint(event: RequestEvent) {
  const typed = textOf(await event.request.formData(), "url");
  const { url, name } = addressOf(typed);
  const values = { ...newFormValues(), url, name };
  return save(event, "POST", "/endpoints", { url, name: name || "-" }, values);
}

async function save(
  event: RequestEvent,
  method: "POST" | "PATCH",
  path: string,
  body: unknown,
  values: FormValues,
) {
  const written = await write<EndpointView>(event, method, path, body);
  if (written.ok) redirect(303, `/endpoints/${written.answer.id}`);
  const { refusal, status } = written;
  return fail(status, {
    message: sentence(refusal.message),
    fields: refusedProblems(refusal),
    values,
  });
}
