/** What broke, as one structured line. A query's error carries its parameters: those never get here. */
export function logProblem(at: string, problem: unknown, facts: object = {}): void {
  console.error(JSON.stringify({ at, ...facts, problem: problemText(problem) }));
}

export function problemText(problem: unknown): string {
  if (!(problem instanceof Error)) return String(problem);
  if (problem.cause instanceof Error) return problemText(problem.cause);
  return `${problem.name}: ${problem.message.split("\nparams:")[0] ?? ""}`;
}
