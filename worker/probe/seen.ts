import { isPattern, type Assertion } from "../domain/assertion";
import type { Step } from "../ports/probing";
import { isScalar } from "./comparison";

/** That a message came, and how long it was. */
export const messageStep = (text: string): Omit<Step, "atMs"> => ({
  name: "message",
  ok: text !== "",
  expected: null,
  seen: text === "" ? "nothing" : `${text.length} characters`,
});

const MAX_SEEN = 60;
/** Headers whose values are nobody's business. */
const SECRET = /auth|cookie|token|secret|key|password|signature|session/i;

/** What was seen where a claim was tested: short, and never a piece of a body. */
export function seenText(
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
  return valueText(value) + (count > 1 ? ` and ${count - 1} more` : "");
}

function isSecret(source: Assertion["source"], property: string, value: unknown): boolean {
  if (source === "header") return SECRET.test(property);
  return source === "json" && isScalar(value) && SECRET.test(lastName(property));
}

/** What a path ends in, without places in lists; a filter may name it anywhere. */
const lastName = (path: string): string =>
  path.includes("?") ? path : (/([^.[\]'"]+)['"\]]*$/.exec(withoutPlaces(path))?.[1] ?? "");
const withoutPlaces = (path: string): string => path.replace(/(?:\.\*|\[[\d\s:,*-]*\])+$/, "");

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isScalar(value)) return "an object";
  const text = typeof value === "string" ? value.slice(0, MAX_SEEN) : value;
  return JSON.stringify(text).slice(0, MAX_SEEN);
}
