import { RE2JS } from "re2js";

const MAX_PATTERN = 500;
/** A pattern is as large as its expansion: `(a{99}){99}` is short and huge. */
const MAX_STATES = 5_000;

/** A regular expression that takes linear time, whatever it is asked. */
export type Pattern = { test(text: string): boolean };

export function readPattern(text: string): Pattern | null {
  if (text.length > MAX_PATTERN) return null;
  try {
    const pattern = RE2JS.compile(text);
    return pattern.programSize() <= MAX_STATES ? pattern : null;
  } catch {
    return null;
  }
}
