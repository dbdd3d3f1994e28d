import type { SubmitFunction } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import { m } from "$lib/paraglide/messages";
import { readOnceThere } from "./stores/read-anew";
import type { Toasts } from "./stores/toasts";
import { duration } from "./words/time";

const ANSWER_WITHIN_MS = 5_000;

/** Why a request brought no answer to show. */
export type RequestProblem =
  | { kind: "offline" }
  | { kind: "timed-out"; limitMs: number }
  | { kind: "unreachable" }
  | { kind: "refused"; refusal: ApiError["error"] };

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
        else tell({ kind: "refused", refusal });
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

export function problemWords(
  problem: RequestProblem,
  what: string,
): { title: string; description?: string } {
  switch (problem.kind) {
    case "offline":
      return { title: m.request_offline({ what }), description: m.request_offline_detail() };
    case "timed-out":
      return {
        title: m.request_timed_out({ what, limit: duration(problem.limitMs) }),
        description: m.request_timed_out_detail(),
      };
    case "unreachable":
      return { title: m.request_unreachable({ what }) };
    case "refused":
      return { title: m.request_refused({ what }), description: problem.refusal.message };
  }
}
