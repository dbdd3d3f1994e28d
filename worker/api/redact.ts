import { maskedAddress } from "./mask-address";
import { MASKED_SECRET } from "../protocol/api";

const SECRET_NAMES = /pass|token|secret|code|key|auth|cookie|signature|current|credential/i;
/** Fields whose every value may be a secret, whatever it is called. */
const SENSITIVE_FIELDS = new Set(["headers", "settings", "body", "response"]);
/** In whose query there may be a secret. */
const ADDRESS = /^\s*[a-z][a-z\d+.-]*:\/\/\S+\s*$/i;
const MAX_TEXT = 500;
const MAX_DEPTH = 6;

type RedactOptions = { isPublicText?: boolean };

/** A value as the audit log keeps it: what it was, without a secret and without length. */
export const redact = (value: unknown, how: RedactOptions = {}): unknown =>
  redactValue(value, how, 0);

function redactValue(value: unknown, how: RedactOptions, depth: number): unknown {
  if (typeof value === "string")
    return shortened(ADDRESS.test(value) ? maskedAddress(value) : value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => redactValue(item, how, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSensitive(name, how) ? masked(inner) : redactValue(inner, how, depth + 1),
    ]),
  );
}

const shortened = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;

/** `isPublicText`: the body is what a person says to the public. */
const isSensitive = (name: string, { isPublicText = false }: RedactOptions) =>
  SECRET_NAMES.test(name) || (SENSITIVE_FIELDS.has(name) && !(isPublicText && name === "body"));

/** Which headers there are is no secret, what they say may be. */
function masked(value: unknown): unknown {
  if (value === null || value === undefined || value === "") return value;
  if (typeof value !== "object" || Array.isArray(value)) return MASKED_SECRET;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}
