import { untrack } from "svelte";

/** What is read after the page has shown: the last answer stays while the next is on its way. */
export type LazyFetch<Answer> = {
  readonly answer: Answer | null;
  readonly hasFailed: boolean;
  readonly isReading: boolean;
  retry(): void;
};

const BASE = "/api/v1";
const TIMEOUT_MS = 15_000;

export async function fetchApiJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(BASE + path, {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return (await response.json()) as Answer;
}

/** Reads whenever `key` changes, until the component goes; null waits. */
export function lazyFetch<Answer>(
  key: () => string | null,
  read: (key: string, signal: AbortSignal) => Promise<Answer>,
): LazyFetch<Answer> {
  let answer = $state.raw<Answer | null>(null);
  let hasFailed = $state(false);
  let isReading = $state(false);
  let attempt = $state(0);

  $effect(() => {
    const requestedKey = key();
    const _again = attempt;
    if (requestedKey === null) return;
    const controller = new AbortController();
    isReading = true;
    hasFailed = false;
    // What is read from is no reason to read again: only the key is.
    untrack(() => read(requestedKey, controller.signal))
      .then((next) => {
        if (controller.signal.aborted) return;
        answer = next;
        isReading = false;
      })
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        console.warn("could not read", requestedKey, error);
        hasFailed = true;
        isReading = false;
      });
    return () => controller.abort();
  });

  return {
    get answer() {
      return answer;
    },
    get hasFailed() {
      return hasFailed;
    },
    get isReading() {
      return isReading;
    },
    retry: () => (attempt += 1),
  };
}
