import type { SubmitFunction } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import { readOnceThere } from "./stores/read-anew";
import type { Toasts } from "./stores/toasts";
import { problemWords, type RequestProblem } from "./words/request-problem";

const ANSWER_WITHIN_MS = 5_000;

type Submission = {
  toasts: Toasts;
  /** What was asked for, as its button says it. */
  what: () => string;
  limitMs?: number;
  busy(isBusy: boolean): void;
  /** The form shows what the API refuses; without this a toast does. */
  refused?: (refusal: ApiError["error"]) => void;
  /** It was carried out. */
  sent?: () => void;
  /** Instead of reading the page anew. */
  done?: (answer: Record<string, unknown> | undefined) => unknown;
};

/** Sends a form in place: at once an error when offline, an end after five seconds, never silence. */
export function submission({
  toasts,
  what,
  limitMs = ANSWER_WITHIN_MS,
  busy,
  refused,
  sent,
  done,
}: Submission): SubmitFunction {
  const tell = (problem: RequestProblem) =>
    toasts.show({ type: "error", ...problemWords(problem, what()) });

  return ({ controller, cancel }) => {
    if (!navigator.onLine) {
      tell({ kind: "offline" });
      return cancel();
    }
    busy(true);
    const limit = setTimeout(() => {
      controller.abort();
      busy(false);
      tell({ kind: "timed-out", limitMs });
    }, limitMs);

    return async ({ result, update }) => {
      clearTimeout(limit);
      if (result.type === "failure") {
        const refusal = result.data as ApiError["error"];
        if (refused) refused(refusal);
        else tell({ kind: result.status >= 500 ? "failed" : "refused", refusal });
      } else if (result.type === "error") {
        tell({ kind: "unreachable" });
      } else {
        sent?.();
        if (result.type === "success" && done) await done(result.data);
        else {
          if (result.type === "success") await readOnceThere();
          await update({ reset: false, invalidateAll: false });
        }
      }
      busy(false);
    };
  };
}
