import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { EndpointView, TestResult } from "$protocol/api";
import { normalizeAddress } from "$lib/forms/endpoint/address";
import type { ParsedEndpointForm } from "$lib/forms/endpoint/body";
import { newFormValues, parseEndpointForm } from "$lib/forms/endpoint/form";
import { textField } from "$lib/forms/text-field";
import { localFormProblems, apiFormProblems } from "$lib/format/form-problem";
import { writeToApi, type WriteResult } from "./api";

/** Creates an endpoint from the posted form, and goes to its page. */
export const createEndpointFromForm = (event: RequestEvent) =>
  withForm(event, async (read) =>
    redirectOrFail(read, await writeToApi<EndpointView>(event, "POST", "/endpoints", read.body)),
  );

/** Changes one, which stays of its kind. */
export const updateEndpointFromForm = (event: RequestEvent, path: string) =>
  withForm(event, async (read) => {
    const { kind: _, ...changes } = read.body;
    return redirectOrFail(read, await writeToApi<EndpointView>(event, "PATCH", path, changes));
  });

/** Looks at what the form describes as it stands; nothing is stored. */
export const testEndpointFromForm = (event: RequestEvent, id?: string) =>
  withForm(event, async (read) => {
    const { name, ...rest } = read.body;
    const body = { ...rest, ...(name !== "" && { name }), ...(id !== undefined && { id }) };
    const written = await writeToApi<TestResult>(event, "POST", "/endpoints/test", body);
    return written.ok
      ? { tested: written.answer, values: read.values }
      : failWith(read, written.status, written.error);
  });

/** Creates one from an address alone. */
export async function createEndpointFromUrl(event: RequestEvent) {
  const input = textField(await event.request.formData(), "url");
  const { url, name } = normalizeAddress(input);
  const values = { ...newFormValues("http"), url, name };
  const body = { url, name: name || "-" };
  const written = await writeToApi<EndpointView>(event, "POST", "/endpoints", body);
  return redirectOrFail({ values, assertionPaths: [] }, written);
}

async function withForm<Answer>(
  event: RequestEvent,
  act: (read: ParsedEndpointForm) => Promise<Answer>,
) {
  const read = parseEndpointForm(await event.request.formData());
  return Object.keys(read.problems).length > 0
    ? fail(400, { message: "", fields: localFormProblems(read.problems), values: read.values })
    : act(read);
}

type TypedForm = Pick<ParsedEndpointForm, "values" | "assertionPaths">;

function redirectOrFail(read: TypedForm, written: WriteResult<EndpointView>) {
  if (written.ok) redirect(303, `/endpoints/${written.answer.id}`);
  return failWith(read, written.status, written.error);
}

const failWith = (
  read: TypedForm,
  status: number,
  refusal: Extract<WriteResult<unknown>, { ok: false }>["error"],
) =>
  fail(status, {
    message: refusal.message,
    fields: apiFormProblems(refusal, read),
    values: read.values,
  });
