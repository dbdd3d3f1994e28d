import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createThroughApi } from "../test/fixtures/worker";
import { HttpError } from "./errors";
import { decode, strictObject } from "./input";

const shapes = v.union([
  strictObject({ a: v.string("expected a as a text") }),
  strictObject({ b: v.string("expected b as a text") }),
]);
const NOTHING = "expected a value, saw nothing";
const oneRoot = v.pipe(
  strictObject({}),
  v.check(() => false, "expected something else"),
);

const refusalOf = (schema: v.GenericSchema, value: unknown): HttpError => {
  try {
    decode(schema, value);
  } catch (problem) {
    return problem as HttpError;
  }
  throw new Error("expected a refusal");
};

describe("a value of several shapes", () => {
  it.each([
    [{}, { a: NOTHING, b: NOTHING }],
    [{ foo: 1 }, { a: NOTHING, b: NOTHING, foo: "expected no such field" }],
    [
      { a: "x", b: "y" },
      { a: "expected no such field", b: "expected no such field" },
    ],
    [{ a: 1 }, { a: "expected a as a text", b: NOTHING }],
  ])("[AP1] %j that is none of them is refused by field", (value, fields) => {
    const problem = refusalOf(shapes, value);
    expect(problem).toBeInstanceOf(HttpError);
    expect(problem).toMatchObject({ code: "invalid", fields });
    expect(problem.message).toMatch(/expected/);
  });

  it("[AP1] that is wrong as a whole is refused with the sentence, of no field", () => {
    expect(refusalOf(oneRoot, {})).toMatchObject({
      code: "invalid",
      message: "expected something else",
      fields: {},
    });
  });

  it.each([
    ["auth", {}],
    ["auth", { type: "digest" }],
    ["auth", { type: "basic", foo: 1 }],
    ["auth", []],
    ["assertions", [{ source: "status", comparison: "equals", expected: {} }]],
    ["assertions", [{ source: "status", comparison: "equals", expected: [], foo: 1 }]],
    ["assertions", [null]],
  ])("[AP1] %s of %j is refused by name", async (field, value) => {
    const { status, body } = await createThroughApi({ [field]: value });
    expect(status).toBe(400);
    const { error } = body as unknown as { error: { fields: Record<string, string> } };
    const names = Object.keys(error.fields);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(new RegExp(`^${field}\\b`));
  });
});
