/** The promise's value, unless the signal aborts first. */
export function abortable<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise<Value>((resolve, reject) => {
    const late = () => reject(signal.reason as Error);
    if (signal.aborted) late();
    signal.addEventListener("abort", late, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", late));
  });
}

export const isAbortError = (problem: unknown): boolean =>
  problem instanceof Error && /^(Timeout|Abort)Error$/.test(problem.name);
