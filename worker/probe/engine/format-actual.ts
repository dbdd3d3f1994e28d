import { isPattern, type Assertion } from "../../domain/checks/assertion";
import type { ProbeStep } from "../../ports/probing";
import { isScalar } from "./comparison";

/** That a message came, and how long it was. */
export const messageStep = (text: string): Omit<ProbeStep, "atMs"> => ({
  name: "message",
  ok: text !== "",
  expected: null,
  actual: text === "" ? "nothing" : `${text.length} characters`,
});

const MAX_ACTUAL_LENGTH = 60;
/** Headers whose values are nobody's business. */
const SECRET_NAMES = /auth|cookie|token|secret|key|password|signature|session/i;

/** What was seen where a claim was tested: short, and never a piece of a body. */
export function formatActual(
  { source, property, comparison }: Assertion,
  count: number,
  deciding: { value: unknown; isMet: boolean } | null,
): string {
  if (!deciding) return "nothing";
  const { value, isMet } = deciding;
  if (source === "body" || isSecret(source, property ?? "", value)) {
    const isSearch = isPattern(comparison) || /contains/i.test(comparison);
    return isSearch ? (isMet ? "a match" : "no match") : `${String(value).length} characters`;
  }
  return formatValue(value) + (count > 1 ? ` and ${count - 1} more` : "");
}

function isSecret(source: Assertion["source"], property: string, value: unknown): boolean {
  if (source === "header") return SECRET_NAMES.test(property);
  return source === "json" && isScalar(value) && SECRET_NAMES.test(lastSegment(property));
}

/** What a path ends in, without places in lists; a filter may name it anywhere. */
const lastSegment = (path: string): string =>
  path.includes("?") ? path : (/([^.[\]'"]+)['"\]]*$/.exec(withoutIndexes(path))?.[1] ?? "");
const withoutIndexes = (path: string): string => path.replace(/(?:\.\*|\[[\d\s:,*-]*\])+$/, "");

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isScalar(value)) return "an object";
  const text = typeof value === "string" ? value.slice(0, MAX_ACTUAL_LENGTH) : value;
  return JSON.stringify(text).slice(0, MAX_ACTUAL_LENGTH);
}
