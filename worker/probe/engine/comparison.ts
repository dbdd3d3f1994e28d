import type { Assertion, Comparison, Scalar } from "../../domain/checks/assertion";
import { assertNever } from "../../domain/assert-never";
import { readPattern } from "./pattern";
import { BudgetExceededError, type CpuBudget } from "./cpu-budget";

const NEGATED: ReadonlySet<Comparison> = new Set([
  "notEquals",
  "notContains",
  "notMatches",
  "notExists",
]);
export const isNegated = ({ comparison }: Assertion): boolean => NEGATED.has(comparison);

/** Whether one value satisfies the claim, or what the claim denies. */
export function satisfies(
  { comparison, expected }: Assertion,
  work: CpuBudget,
): (value: unknown) => boolean {
  switch (comparison) {
    case "equals":
    case "notEquals":
      return (value) => isEqual(value, expected);
    case "contains":
    case "notContains":
      return (value) => contains(value, expected);
    case "matches":
    case "notMatches": {
      const pattern = readPattern(String(expected), work);
      // It was saved when more was allowed.
      if (!pattern) throw new BudgetExceededError();
      return (value) => isScalar(value) && pattern.test(String(value), work);
    }
    case "lessThan":
      return (value) => numberOf(value) < Number(expected);
    case "atMost":
      return (value) => numberOf(value) <= Number(expected);
    case "greaterThan":
      return (value) => numberOf(value) > Number(expected);
    case "atLeast":
      return (value) => numberOf(value) >= Number(expected);
    case "exists":
    case "notExists":
      return () => true;
    default:
      return assertNever(comparison);
  }
}

/** Headers and bodies carry numbers as text, and people write "true" for true. */
function isEqual(value: unknown, expected: Scalar): boolean {
  if (!isScalar(value)) return false;
  if (value === expected) return true;
  if (value === null || expected === null) return false;
  if (typeof value === "number" || typeof expected === "number") {
    return numberOf(value) === numberOf(expected);
  }
  return String(value).trim() === String(expected).trim();
}

/** A text contains a text; a list contains an item. */
const contains = (value: unknown, expected: Scalar): boolean =>
  Array.isArray(value)
    ? value.some((item) => isEqual(item, expected))
    : isScalar(value) && String(value).includes(String(expected));

/** NaN, which compares with nothing, where it is none. */
const numberOf = (value: unknown): number =>
  typeof value === "number" || (typeof value === "string" && value.trim() !== "")
    ? Number(value)
    : NaN;

export const isScalar = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
