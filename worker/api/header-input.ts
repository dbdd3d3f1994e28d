import * as v from "valibot";
import { ENDPOINT_BOUNDS } from "../domain/checks/endpoint";
import { expectedText } from "./input";

/** RFC 9110: names are tokens, values hold no line break. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

const AN_OBJECT = expectedText("an object of header names and values");

export const headersSchema = v.pipe(
  v.custom<Record<string, string>>(isPlainObject, AN_OBJECT),
  v.record(
    v.pipe(v.string(), v.regex(HEADER_NAME, expectedText("a header's name"))),
    v.pipe(
      v.string(expectedText("a header's value as text")),
      v.maxLength(
        ENDPOINT_BOUNDS.headerValue.max,
        expectedText(`at most ${ENDPOINT_BOUNDS.headerValue.max} characters`),
      ),
      v.regex(HEADER_VALUE, expectedText("a header's value without line breaks, in ASCII")),
    ),
    AN_OBJECT,
  ),
  v.check(
    (value) => Object.keys(value).length <= ENDPOINT_BOUNDS.headers.max,
    `expected at most ${ENDPOINT_BOUNDS.headers.max} headers`,
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
