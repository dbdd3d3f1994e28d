import { MASKED } from "../protocol/api";

const SECRET = /pass|token|secret|code|key|auth|cookie|signature|current|credential/i;
/** Fields whose every value may be a secret, whatever it is called. */
const SEALED = new Set(["headers", "settings", "body", "response"]);
const MAX_TEXT = 500;
const MAX_DEPTH = 6;

type How = { isSpoken?: boolean };

/** A value as the audit log keeps it: what it was, without a secret and without length. */
export const recorded = (value: unknown, how: How = {}): unknown => keptOf(value, how, 0);

function keptOf(value: unknown, how: How, depth: number): unknown {
  if (typeof value === "string")
    return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => keptOf(item, how, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSealed(name, how) ? masked(inner) : keptOf(inner, how, depth + 1),
    ]),
  );
}

/** `isSpoken`: the body is what a person says to the public. */
const isSealed = (name: string, { isSpoken = false }: How) =>
  SECRET.test(name) || (SEALED.has(name) && !(isSpoken && name === "body"));

/** Which headers there are is no secret, what they say may be. */
function masked(value: unknown): unknown {
  if (value === null || value === undefined || value === "") return value;
  if (typeof value !== "object" || Array.isArray(value)) return MASKED;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}
