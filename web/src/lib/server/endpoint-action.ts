import { fail, redirect, type RequestEvent } from "@sveltejs/kit";
import type { EndpointView, TestAnswer } from "$protocol/api";
import { addressOf } from "$lib/endpoint-form/address";
import type { ReadForm } from "$lib/endpoint-form/body";
import { newFormValues, readForm } from "$lib/endpoint-form/form";
import { textOf } from "$lib/form-text";
import { ownProblems, refusedProblems } from "$lib/words/form-problem";
import { sentence } from "$lib/words/sentence";
import { write, type Written } from "./api";

/** Creates an endpoint from the posted form, and goes to its page. */
export const createEndpoint = (event: RequestEvent) =>
  withForm(event, async (read) =>
    saved(read, await write<EndpointView>(event, "POST", "/endpoints", read.body)),
  );

/** Changes one, which stays of its kind. */
export const changeEndpoint = (event: RequestEvent, path: string) =>
  withForm(event, async (read) => {
    const { kind: _, ...changes } = read.body;
    return saved(read, await write<EndpointView>(event, "PATCH", path, changes));
  });

/** Looks at what the form describes as it stands; nothing is stored. */
export const testEndpoint = (event: RequestEvent, id?: string) =>
  withForm(event, async (read) => {
    const { name, ...rest } = read.body;
    const body = { ...rest, ...(name !== "" && { name }), ...(id !== undefined && { id }) };
    const written = await write<TestAnswer>(event, "POST", "/endpoints/test", body);
    return written.ok
      ? { tested: written.answer, values: read.values }
      : refused(read, written.status, written.refusal);
  });

/** Creates one from an address alone. */
export async function quickEndpoint(event: RequestEvent) {
  const typed = textOf(await event.request.formData(), "url");
  const { url, name } = addressOf(typed);
  const values = { ...newFormValues("http"), url, name };
  const body = { url, name: name || "-" };
  const written = await write<EndpointView>(event, "POST", "/endpoints", body);
  return saved({ values, claimedAt: [] }, written);
}

async function withForm<Answer>(event: RequestEvent, act: (read: ReadForm) => Promise<Answer>) {
  const read = readForm(await event.request.formData());
  return Object.keys(read.problems).length > 0
    ? fail(400, { message: "", fields: ownProblems(read.problems), values: read.values })
    : act(read);
}

type Typed = Pick<ReadForm, "values" | "claimedAt">;

function saved(read: Typed, written: Written<EndpointView>) {
  if (written.ok) redirect(303, `/endpoints/${written.answer.id}`);
  return refused(read, written.status, written.refusal);
}

const refused = (
  read: Typed,
  status: number,
  refusal: Extract<Written<unknown>, { ok: false }>["refusal"],
) =>
  fail(status, {
    message: sentence(refusal.message),
    fields: refusedProblems(refusal, read),
    values: read.values,
  });
