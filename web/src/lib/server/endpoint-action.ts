import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { EndpointView, TestResult } from "$protocol/api";
import { normalizeAddress } from "$lib/forms/endpoint/address";
import type { ParsedEndpointForm } from "$lib/forms/endpoint/body";
import { newFormValues, parseEndpointForm, unchangedEndpoint } from "$lib/forms/endpoint/form";
import { parseLoaded, pickFields, type LoadedForm } from "$lib/forms/loaded";
import { textField } from "$lib/forms/text-field";
import { localFormProblems, apiFormProblems } from "$lib/format/form-problem";
import { writeToApi } from "./api";
import { saveChanges, type RefusedSave } from "./edit";

/** Creates an endpoint from the posted form, and goes to its page. */
export const createEndpointFromForm = (event: RequestEvent) =>
  withForm(event, async (read) => {
    const written = await writeToApi<EndpointView>(event, "POST", "/endpoints", read.body);
    return written.ok ? goTo(written.answer.id) : failWith(read, written);
  });

/** Changes one, which stays of its kind. */
export const updateEndpointFromForm = (event: RequestEvent, id: string) =>
  withForm(event, async (read) => {
    const { kind: _, ...body } = read.body;
    const path = `/endpoints/${encodeURIComponent(id)}`;
    const written = await saveChanges<EndpointView>(event, path, {
      loaded: read.loaded,
      body,
      bodyOf: unchangedEndpoint,
      // To another host nothing is taken along that is not sent with it.
      complete: (changed, stored) =>
        "url" in changed ? { ...pickFields(stored, SENT_TO_HOST), ...changed } : changed,
    });
    return written.ok ? goTo(id) : failWith(read, written);
  });

/** Looks at what the form describes as it stands; nothing is stored. */
export const testEndpointFromForm = (event: RequestEvent, id?: string) =>
  withForm(event, async (read) => {
    const { name, ...rest } = read.body;
    const body = { ...rest, ...(name !== "" && { name }), ...(id !== undefined && { id }) };
    const written = await writeToApi<TestResult>(event, "POST", "/endpoints/test", body);
    return written.ok
      ? { tested: written.answer, values: read.values, loaded: read.loaded }
      : failWith(read, written);
  });

/** Creates one from an address alone. */
export async function createEndpointFromUrl(event: RequestEvent) {
  const input = textField(await event.request.formData(), "url");
  const { url, name } = normalizeAddress(input);
  const values = { ...newFormValues("http"), url, name };
  const body = { url, name: name || "-" };
  const written = await writeToApi<EndpointView>(event, "POST", "/endpoints", body);
  return written.ok
    ? goTo(written.answer.id)
    : failWith({ values, assertionPaths: [], loaded: null }, written);
}

async function withForm<Answer>(
  event: RequestEvent,
  act: (read: ParsedEndpointForm & { loaded: LoadedForm | null }) => Promise<Answer>,
) {
  const form = await event.request.formData();
  const { values, problems, ...read } = parseEndpointForm(form);
  const loaded = parseLoaded(form);
  return Object.keys(problems).length > 0
    ? fail(400, {
        message: "",
        fields: localFormProblems(problems),
        values,
        loaded,
        conflict: null,
      })
    : act({ ...read, values, problems, loaded });
}

/** What of an endpoint the host that it checks receives. */
const SENT_TO_HOST = ["headers", "body", "auth"];

type TypedForm = Pick<ParsedEndpointForm, "values" | "assertionPaths"> & {
  loaded: LoadedForm | null;
};

const goTo = (id: string): never => redirect(303, `/endpoints/${id}`);

const failWith = (
  read: TypedForm,
  { status, error, loaded = read.loaded, conflict = null }: RefusedSave,
) =>
  fail(status, {
    message: error.message,
    fields: conflict ? {} : apiFormProblems(error, read),
    values: read.values,
    loaded,
    conflict,
  });
