import type { RequestEvent } from "@sveltejs/kit";
import { expect, it } from "vitest";
import { endpointFixture } from "$lib/endpoint-fixture";
import { LIST_FIELDS, TEXT_FIELDS, type FormValues } from "$lib/forms/endpoint/fields";
import { formValues, unchangedEndpoint } from "$lib/forms/endpoint/form";
import { flatten } from "$lib/forms/loaded";
import { updateEndpointFromForm } from "./endpoint-action";

const endpoint = endpointFixture({
  kind: "http",
  url: "https://one.example/health",
  method: "POST",
  headers: { "X-Tenant": "pharos" },
  body: "ping",
});

/** What the API receives where a form is posted that says this of the endpoint. */
async function sentBy(typed: Partial<FormValues>): Promise<unknown> {
  const values = { ...formValues(endpoint), ...typed };
  const form = new FormData();
  form.set("kind", values.kind);
  for (const field of TEXT_FIELDS) form.set(field, values[field]);
  for (const field of LIST_FIELDS) for (const value of values[field]) form.append(field, value);
  const loaded = { version: '"1"', fields: flatten(unchangedEndpoint(endpoint)) };
  form.set("loaded", JSON.stringify(loaded));
  let sent: unknown = null;
  const event = {
    request: { formData: () => Promise.resolve(form) },
    url: new URL("https://pharos.example/"),
    fetch: (_: unknown, init?: RequestInit) => {
      sent = JSON.parse(init?.body as string);
      return Promise.resolve(Response.json(endpoint, { headers: { etag: '"2"' } }));
    },
  };
  await expect(
    updateEndpointFromForm(event as unknown as RequestEvent, endpoint.id),
  ).rejects.toMatchObject({ status: 303 });
  return sent;
}

it("[ED4] [SE7] sends with another address what is sent there, since nothing is taken along", async () => {
  const url = "https://two.example/health";
  expect(await sentBy({ url })).toEqual({
    url,
    headers: { "X-Tenant": "pharos" },
    body: "ping",
    auth: null,
  });
  expect(await sentBy({ name: "Other" })).toEqual({ name: "Other" });
});
