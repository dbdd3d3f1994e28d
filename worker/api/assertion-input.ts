import * as v from "valibot";
import { COMPARISONS, SOURCES, type Assertion, type Source } from "../domain/assertion";
import { BOUNDS } from "../domain/endpoint";
import type { Kind } from "../domain/kinds";
import { exactly, expected, shortText } from "./input";

const SOURCE_NAMES = Object.keys(SOURCES) as Source[];

const expectedValue = v.union(
  [
    v.pipe(v.string(), v.maxLength(BOUNDS.expected.max)),
    v.pipe(v.number(), v.finite()),
    v.boolean(),
    v.null(),
  ],
  expected(`a text of at most ${BOUNDS.expected.max} characters, a number, true, false or null`),
);

/** One claim as it is sent; what is left out is the usual. */
export const assertion = exactly({
  source: v.picklist(SOURCE_NAMES, expected(`one of ${SOURCE_NAMES.join(", ")}`)),
  property: v.optional(v.nullable(shortText(BOUNDS.property)), null),
  comparison: v.picklist(COMPARISONS, expected(`one of ${COMPARISONS.join(", ")}`)),
  expected: v.optional(expectedValue, null),
  severity: v.optional(
    v.picklist(["failing", "degraded"], expected('"failing" or "degraded"')),
    "failing",
  ),
});

/** Why it cannot be tested, as a sentence; null when it can. */
export type RefusedAssertion = (kind: Kind, assertion: Assertion) => string | null;

/** What is wrong with assertions, by field. */
export function assertionProblems(
  kind: Kind,
  assertions: readonly Assertion[],
  refused: RefusedAssertion,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const [index, one] of assertions.entries()) {
    const problem = refused(kind, one);
    if (problem) problems[`assertions.${index}.${problemField(kind, one, refused)}`] = problem;
  }
  return problems;
}

/** Which field of an assertion is at fault: the first without which it still would be. */
function problemField(kind: Kind, one: Assertion, refused: RefusedAssertion): keyof Assertion {
  if (!(SOURCES[one.source] as readonly Kind[]).includes(kind)) return "source";
  return refused(kind, { ...one, comparison: "exists", expected: null }) ? "property" : "expected";
}
