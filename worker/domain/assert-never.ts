/** Ends every `switch` over a union: a new member fails to compile wherever it must be handled. */
export function assertNever(value: never): never {
  throw new Error(`unhandled ${JSON.stringify(value)}`);
}
