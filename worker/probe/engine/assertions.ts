import {
  supportsSource,
  isNumeric,
  isPattern,
  needsExpected,
  needsProperty,
  type Assertion,
  type AssertionResult,
} from "../../domain/checks/assertion";
import type { EndpointKind } from "../../domain/checks/kinds";
import { assertNever } from "../../domain/assert-never";
import { isNegated, satisfies } from "./comparison";
import { readJsonPath } from "./json-path";
import { validatePattern } from "./pattern";
import { formatActual } from "./format-actual";
import { createBudget, BudgetExceededError, withSplitBudget, type CpuBudget } from "./cpu-budget";

/** What a look brought, for assertions to be tested on; what did not come is left out. */
export type AssertionInput = {
  status?: number;
  responseTime?: number;
  headers?: Headers;
  text?: string;
  records?: string[];
  daysLeft?: number;
  issuer?: string | undefined;
  names?: string[];
  registrar?: string | undefined;
};

/** What each claim comes to. Of several values some must satisfy it; of a `not` none may. */
export function testAssertions(
  assertions: readonly Assertion[],
  input: AssertionInput,
  work = createBudget(),
): AssertionResult[] {
  const json = assertions.some(({ source }) => source === "json") ? readJson(input.text) : null;
  return assertions.map((assertion) => {
    try {
      return withSplitBudget(work, (share) =>
        testAssertion(assertion, { input, json, budget: share }),
      );
    } catch (problem) {
      if (!(problem instanceof BudgetExceededError)) throw problem;
      return { assertion, holds: false, actual: "too much text" };
    }
  });
}

type AssertionContext = {
  input: AssertionInput;
  json: { document: unknown } | null;
  budget: CpuBudget;
};

function testAssertion(assertion: Assertion, tested: AssertionContext): AssertionResult {
  const values = selectValues(assertion, tested);
  if (typeof values === "string") return { assertion, holds: false, actual: values };
  const isMet = satisfies(assertion, tested.budget);
  const meeting = values.findIndex(isMet);
  const value = values[Math.max(0, meeting)];
  const deciding = values.length > 0 ? { value, isMet: meeting >= 0 } : null;
  const holds = meeting >= 0 !== isNegated(assertion);
  return { assertion, holds, actual: formatActual(assertion, values.length, deciding) };
}

/** Whether the text that comes is of any interest. */
export const needsBody = (assertions: readonly Assertion[]): boolean =>
  assertions.some(({ source }) => source === "body" || source === "json");

/** Whether more text cannot change what the claims come to. */
export function hasInputFor(assertions: readonly Assertion[]): (text: string) => boolean {
  const claims = assertions.filter(({ source }) => source === "body" || source === "json");
  const growing = ["contains", "exists"];
  if (!claims.every((one) => one.source === "body" && growing.includes(one.comparison))) {
    return () => false;
  }
  return searchWhenDoubled((text) => allHold(claims, text));
}

/** Characters, of all searches of a text that grows. */
const MAX_SEARCHED_CHARACTERS = 4_000_000;

/** A text that comes in many small pieces is in the end searched only when it has doubled. */
function searchWhenDoubled(isEnough: (text: string) => boolean): (text: string) => boolean {
  let [searched, next] = [0, 0];
  return (text) => {
    if (searched + text.length > MAX_SEARCHED_CHARACTERS && text.length < next) return false;
    searched += text.length;
    next = 2 * text.length;
    return isEnough(text);
  };
}

/** Whether the text that came is all that the claims ask for. */
export function hasInputForAll(assertions: readonly Assertion[]): (text: string) => boolean {
  const claims = assertions.filter(({ source }) => source === "body");
  const work = createBudget();
  return searchWhenDoubled((text) => allHold(claims, text, work));
}

const allHold = (claims: readonly Assertion[], text: string, work?: CpuBudget): boolean =>
  testAssertions(claims, { text }, work).every(({ holds }) => holds);

/** RFC 9110, 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Why a claim cannot be tested, as a sentence; null when it can. */
export function validateAssertion(kind: EndpointKind, assertion: Assertion): string | null {
  const { source, property, comparison, expected } = assertion;
  if (!supportsSource(kind, source))
    return `expected something a ${kind} check sees, saw ${source}`;
  if (needsProperty(source) && !property) {
    return source === "json"
      ? 'expected a JSON path such as "$.status"'
      : 'expected the name of a header such as "content-type"';
  }
  if (!needsProperty(source) && property !== null) return `expected no property with ${source}`;
  if (source === "json" && !readJsonPath(property!)) {
    return "expected a JSON path of RFC 9535 of at most 200 characters, whose filters name only @";
  }
  if (source === "header" && !HEADER_NAME.test(property!)) {
    return "expected the name of a header";
  }
  if (!needsExpected(comparison)) {
    return expected === null ? null : `expected nothing to compare with ${comparison}`;
  }
  if (isNumeric(comparison) && typeof expected !== "number") {
    return `expected a number with ${comparison}, saw ${JSON.stringify(expected)}`;
  }
  if (isPattern(comparison)) {
    return typeof expected === "string"
      ? validatePattern(expected)
      : `expected a regular expression, saw ${JSON.stringify(expected)}`;
  }
  return expected === null && source !== "json" ? "expected a value to compare with" : null;
}

/** The values that a claim is about; a text where it cannot be tested at all. */
function selectValues(
  { source, property }: Assertion,
  { input, json, budget }: AssertionContext,
): unknown[] | string {
  const present = (value: unknown) => (value === undefined ? [] : [value]);
  switch (source) {
    case "status":
      return present(input.status);
    case "responseTime":
      return present(input.responseTime);
    case "header":
      return HEADER_NAME.test(property ?? "")
        ? present(input.headers?.get(property!) ?? undefined)
        : [];
    case "body":
      return input.text ? [input.text] : [];
    case "json":
      return json
        ? (readJsonPath(property ?? "")?.find(json.document, budget) ?? "too much JSON")
        : "no JSON";
    case "record":
      return input.records ?? [];
    case "daysLeft":
      return present(input.daysLeft);
    case "issuer":
      return present(input.issuer);
    case "names":
      return input.names ?? [];
    case "registrar":
      return present(input.registrar);
    default:
      return assertNever(source);
  }
}

function readJson(text: string | undefined): { document: unknown } | null {
  try {
    return { document: JSON.parse(text ?? "") as unknown };
  } catch {
    return null;
  }
}
