import type { Context } from "hono";
import * as v from "valibot";
import type { Instant } from "../domain/instant";
import type { Period } from "../domain/status/uptime";
import { HttpError } from "./errors";

/** What routes made of the JSON that they read, by the JSON. */
const decoded = new WeakMap<object, unknown>();
const BODY = "sentBody";

/** The body of a request as its route decoded it; null where no schema of the route accepted one. */
export function decodedBody(c: Context): unknown {
  const body = c.get(BODY) as object | undefined;
  return (body && decoded.get(body)) ?? null;
}

/** The JSON object of a body, `absent` where there is none, or a refusal that says what was seen instead. */
export async function readJson(c: Context, absent?: object): Promise<unknown> {
  const text = await c.req.text();
  if (text === "" && absent) return absent;
  const value = parsedJson(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    c.set(BODY, value);
    return value;
  }
  throw new HttpError("invalid", `expected a JSON object, saw ${actualText(text || undefined)}`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}

/** An object of these fields and no others; each unknown one is named. */
export const strictObject = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.objectWithRest(entries, v.never("expected no such field"), "expected a value, saw nothing");

/**
 * The value as the schema describes it, or a refusal that names each field that is not, and `others`,
 * which the schema does not know: all that is wrong is said at once.
 */
export function decode<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  others: () => Record<string, string> = () => ({}),
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) {
    if (typeof value === "object" && value !== null) decoded.set(value, parsed.output);
    return parsed.output;
  }
  const fields = fieldsOf(parsed.issues);
  const [path, message] = Object.entries(fields)[0] ?? [null, parsed.issues[0].message];
  throw new HttpError("invalid", path === null ? message : `${path}: ${message}`, {
    ...others(),
    ...fields,
  });
}

/** What is wrong, by field. A choice of several shapes is at fault where the shapes are. */
function fieldsOf(issues: readonly v.BaseIssue<unknown>[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of issues) {
    const path = v.getDotPath(issue);
    const found = path === null ? fieldsOf(issue.issues ?? []) : { [path]: issue.message };
    for (const [field, message] of Object.entries(found)) fields[field] ??= message;
  }
  return fields;
}

/** What was given of a partial change. */
export const withoutUndefined = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/** A short form of what came, for messages. */
export function actualText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The message of every schema: what was expected, what was seen. */
export const expectedText = (description: string) => (issue: { input: unknown }) =>
  `expected ${description}, saw ${actualText(issue.input)}`;

export const boundedInteger = ({ min, max }: { min: number; max: number }) => {
  const message = expectedText(`a whole number from ${min} to ${max}`);
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
};

export const ratio = ({ min, max }: { min: number; max: number }) => {
  const message = expectedText(`a number from ${min} to ${max}`);
  return v.pipe(v.number(message), v.minValue(min, message), v.maxValue(max, message));
};

export const shortText = ({ min, max }: { min: number; max: number }) => {
  const message = expectedText(`a text of ${min} to ${max} characters`);
  return v.pipe(v.string(message), v.trim(), v.minLength(min, message), v.maxLength(max, message));
};

/** A text of a query that may be absent. */
export function queryText(max: number) {
  const text = v.pipe(v.string(), v.maxLength(max, `expected at most ${max} characters`));
  return v.optional(v.nullable(text), null);
}

/** A whole number in a query. */
export const countQuery = ({ min, max }: { min: number; max: number }) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,4}$/, expectedText(`a whole number from ${min} to ${max}`)),
    v.transform(Number),
    boundedInteger({ min, max }),
  );

/** How many entries of a list are asked for. */
export const limitUpTo = (max: number) => v.optional(countQuery({ min: 1, max }), "50");
/** The longest name there is, twelve bytes a character in JSON, in base64. */
const cursor = queryText(2_000);

/** The query of every list. */
export const pageQuery = { limit: limitUpTo(200), cursor };

/** A choice that may be absent. */
export const oneOf = <const Options extends readonly string[]>(options: Options) =>
  v.optional(v.nullable(v.picklist(options, expectedText(`one of ${options.join(", ")}`))), null);

/** A date, or a date with a time and its zone. */
const ISO_8601 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** An instant in ISO 8601, as milliseconds. */
export const instant = v.pipe(
  v.string(),
  v.check(
    (text) => ISO_8601.test(text) && !Number.isNaN(Date.parse(text)),
    expectedText("an instant such as 2026-11-23T08:20:00Z"),
  ),
  v.transform((text) => Date.parse(text)),
);

/** A period of a query, of which either end may be absent. */
export const periodQuery = { from: v.optional(instant), to: v.optional(instant) };

/** The period that was asked for; without an end it ends now, without a beginning it is the usual one. */
export function requestedPeriod(
  requested: { from?: Instant | undefined; to?: Instant | undefined },
  now: Instant,
  usualMs: number,
): Period {
  const to = requested.to ?? now;
  const from = requested.from ?? to - usualMs;
  if (from <= to) return { from, to };
  throw new HttpError("invalid", "expected a period that ends after it begins", {
    to: "expected an instant after `from`",
  });
}
