import { describe, expect, it } from "vitest";
import { endpointWith } from "./endpoint-fixture";
import { addressOf, formValues, newFormValues, readForm, type FormValues } from "./endpoint-form";

function posted(values: Partial<FormValues>): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries({ ...newFormValues(), ...values })) {
    form.set(field, value);
  }
  return form;
}

describe("endpoint form", () => {
  it("[UI5] what a form shows of an endpoint reads back as the same settings", () => {
    const endpoint = endpointWith({
      name: "Checkout",
      headers: { Authorization: "********", Accept: "a: b" },
      body: '{"a": 1}\n',
      method: "POST",
      expectedStatus: ["200-299", "304"],
      degradedAfterMs: 800,
      tags: ["core", "kr"],
    });
    const { body, problems } = readForm(posted(formValues(endpoint)));
    expect(problems).toEqual({});
    for (const [field, value] of Object.entries(body)) {
      expect(value).toEqual(endpoint[field as keyof typeof endpoint]);
    }
  });

  it("[UI5] says what only the form can see, and keeps what was typed", () => {
    const { values, problems } = readForm(
      posted({ intervalSeconds: "a minute", headers: "Accept: x\n\nno colon", timeoutMs: "1e3" }),
    );
    expect(problems).toEqual({
      intervalSeconds: { kind: "number" },
      timeoutMs: { kind: "number" },
      headers: { kind: "header", line: 3 },
    });
    expect(values.headers).toBe("Accept: x\n\nno colon");
  });

  it("[UI6] an address without a scheme is https, and its host is the name", () => {
    expect(addressOf(" example.com/health ")).toEqual({
      url: "https://example.com/health",
      name: "example.com",
    });
    expect(addressOf("http://localhost:8080/")).toEqual({
      url: "http://localhost:8080/",
      name: "localhost:8080",
    });
    expect(addressOf("localhost:3000")).toEqual({
      url: "https://localhost:3000",
      name: "localhost:3000",
    });
    expect(addressOf("not an address")).toMatchObject({ name: "not an address" });
  });
});
