import * as v from "valibot";
import { BOUNDS, METHODS, type Endpoint } from "../domain/endpoint";
import { isStatusRange } from "../domain/expected-status";
import { MASKED } from "../protocol/api";
import { exactly, expected, shortText, wholeNumber } from "./input";

/** RFC 9110: names are tokens, values hold no line break. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

const status = v.pipe(
  v.string(expected('a code or a range such as "200-299"')),
  v.check(isStatusRange, expected('a code from 100 to 599 or a range such as "200-299"')),
);

const headers = v.pipe(
  v.custom<Record<string, string>>(isPlainObject, expected("an object of header names and values")),
  v.record(
    v.pipe(v.string(), v.regex(HEADER_NAME, expected("a header's name"))),
    v.pipe(
      v.string(expected("a header's value as text")),
      v.maxLength(BOUNDS.headerValue.max, expected(`at most ${BOUNDS.headerValue.max} characters`)),
      v.regex(HEADER_VALUE, expected("a header's value without line breaks, in ASCII")),
    ),
    expected("an object of header names and values"),
  ),
  v.check(
    (value) => Object.keys(value).length <= BOUNDS.headers.max,
    `expected at most ${BOUNDS.headers.max} headers`,
  ),
  v.check(
    (value) => new Set(Object.keys(value).map(lowerCase)).size === Object.keys(value).length,
    "expected each header once, however it is spelled",
  ),
);

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

const list = <Item extends v.GenericSchema>(
  item: Item,
  { min, max }: { min: number; max: number },
) =>
  v.pipe(
    v.array(item, expected("a list")),
    v.minLength(min, `expected at least ${min}`),
    v.maxLength(max, `expected at most ${max}`),
  );

const fields = (refused: (url: string) => string | null) => ({
  name: shortText(BOUNDS.name),
  kind: v.literal("http", expected('"http"')),
  url: v.pipe(
    v.string(expected("an address such as https://example.com/health")),
    v.trim(),
    v.maxLength(BOUNDS.url.max, `expected at most ${BOUNDS.url.max} characters`),
    v.check(
      (url) => refused(url) === null,
      ({ input }) => refused(input) ?? "",
    ),
  ),
  method: v.picklist(METHODS, expected(`one of ${METHODS.join(", ")}`)),
  headers,
  body: v.nullable(
    v.pipe(
      v.string(expected("a text or null")),
      v.maxLength(BOUNDS.body.max, `expected at most ${BOUNDS.body.max} characters`),
    ),
  ),
  expectedStatus: list(status, BOUNDS.expectedStatus),
  intervalSeconds: wholeNumber(BOUNDS.intervalSeconds),
  timeoutMs: wholeNumber(BOUNDS.timeoutMs),
  degradedAfterMs: v.nullable(wholeNumber(BOUNDS.degradedAfterMs)),
  failureThreshold: wholeNumber(BOUNDS.failureThreshold),
  recoveryThreshold: wholeNumber(BOUNDS.recoveryThreshold),
  tags: list(shortText(BOUNDS.tag), { min: 0, max: BOUNDS.tags.max }),
  paused: v.boolean(expected("true or false")),
});

/**
 * What may be sent to create an endpoint, a name and an address at least, and to change one, any of
 * it. `refused` says why an address may not be checked.
 */
export function endpointSchemas(refused: (url: string) => string | null) {
  const { name, url, ...optional } = fields(refused);
  return {
    newEndpoint: exactly({ name, url, ...v.partial(v.object(optional)).entries }),
    endpointChanges: exactly(v.partial(v.object({ name, url, ...optional })).entries),
  };
}

/** What single fields cannot say; answers each field's problem. */
export function problemsTogether(endpoint: {
  method: Endpoint["method"];
  headers: Record<string, string>;
  body: string | null;
  timeoutMs: number;
  degradedAfterMs: number | null;
}): Record<string, string> {
  const problems: Record<string, string> = {};
  const { method, headers, body, timeoutMs, degradedAfterMs } = endpoint;
  for (const [header, value] of Object.entries(headers)) {
    if (value === MASKED) problems[`headers.${header}`] = "expected a value, saw a masked one";
  }
  if (body !== null && (method === "GET" || method === "HEAD")) {
    problems["body"] = `expected no body with ${method}`;
  }
  if (degradedAfterMs !== null && degradedAfterMs >= timeoutMs) {
    problems["degradedAfterMs"] =
      `expected less than the timeout of ${timeoutMs} ms, saw ${degradedAfterMs}`;
  }
  return problems;
}

/** A secret that comes back masked keeps the value that is stored, however its name is spelled. */
export function unmasked(
  given: Record<string, string>,
  stored: Record<string, string>,
): Record<string, string> {
  const values = new Map(
    Object.entries(stored).map(([header, value]) => [header.toLowerCase(), value]),
  );
  return Object.fromEntries(
    Object.entries(given).map(([header, value]) => [
      header,
      value === MASKED ? (values.get(header.toLowerCase()) ?? value) : value,
    ]),
  );
}
