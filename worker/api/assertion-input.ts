import * as v from "valibot";
import { COMPARISONS, SOURCES, type Assertion, type Source } from "../domain/checks/assertion";
import { ENDPOINT_BOUNDS } from "../domain/checks/endpoint";
import type { EndpointKind } from "../domain/checks/kinds";
import { strictObject, expectedText, shortText } from "./input";

const SOURCE_NAMES = Object.keys(SOURCES) as Source[];

const expectedValue = v.union(
  [
    v.pipe(v.string(), v.maxLength(ENDPOINT_BOUNDS.expected.max)),
    v.pipe(v.number(), v.finite()),
    v.boolean(),
    v.null(),
  ],
  expectedText(
    `a text of at most ${ENDPOINT_BOUNDS.expected.max} characters, a number, true, false or null`,
  ),
);

/** One claim as it is sent; what is left out is the usual. */
export const assertionSchema = strictObject({
  source: v.picklist(SOURCE_NAMES, expectedText(`one of ${SOURCE_NAMES.join(", ")}`)),
  property: v.optional(v.nullable(shortText(ENDPOINT_BOUNDS.property)), null),
  comparison: v.picklist(COMPARISONS, expectedText(`one of ${COMPARISONS.join(", ")}`)),
  expected: v.optional(expectedValue, null),
  severity: v.optional(
    v.picklist(["failing", "degraded"], expectedText('"failing" or "degraded"')),
    "failing",
  ),
});

/** Why it cannot be tested, as a sentence; null when it can. */
export type ValidateAssertion = (kind: EndpointKind, assertion: Assertion) => string | null;

/** What is wrong with assertions, by field. */
export function assertionErrors(
  kind: EndpointKind,
  assertions: readonly Assertion[],
  refused: ValidateAssertion,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [index, one] of assertions.entries()) {
    const problem = refused(kind, one);
    if (problem) problems[`assertions.${index}.${invalidField(kind, one, refused)}`] = problem;
  }
  return problems;
}

/** Which field of an assertion is at fault: the first without which it still would be. */
function invalidField(
  kind: EndpointKind,
  one: Assertion,
  refused: ValidateAssertion,
): keyof Assertion {
  if (!(SOURCES[one.source] as readonly EndpointKind[]).includes(kind)) return "source";
  return refused(kind, { ...one, comparison: "exists", expected: null }) ? "property" : "expected";
}
