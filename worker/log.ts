/**
 * What broke, as one structured line. Nothing that may be secret gets here: a query's error carries
 * its parameters, and what comes from outside may say whatever it was sent.
 */
export function logError(at: string, problem: unknown, facts: object = {}): void {
  const safe = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === "string" ? redactSecrets(value) : (value as unknown),
  ]);
  const line = { at, ...Object.fromEntries(safe), problem: redactSecrets(errorText(problem)) };
  console.error(JSON.stringify(line));
}

export function errorText(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  if (problem.cause instanceof Error) return errorText(problem.cause);
  return `${problem.name}: ${problem.message.split("\nparams:")[0] ?? ""}`;
}

/** Of an address only its host stays; credentials go, and whatever is as long as they are. */
const redactSecrets = (text: string): string =>
  text
    .replace(/\b([a-z][a-z\d+.-]*:\/\/)(?:[^\s/@"'<>]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/gi, "$1$2/…")
    .replace(/\b(Bearer|Basic)\s+[^\s"']+/gi, "$1 …")
    .replace(/[\w+/=-]{32,}/g, "…");
