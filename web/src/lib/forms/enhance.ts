import type { SubmitFunction } from "@sveltejs/kit";
import type { ApiError } from "$protocol/errors";
import { refetchAfterNavigation } from "../stores/refetch";
import type { Toasts } from "../stores/toasts";
import { requestProblemText, type RequestProblem } from "../format/request-problem";

const ANSWER_TIMEOUT_MS = 5_000;

type EnhanceOptions = {
  toasts: Toasts;
  /** What was asked for, as its button says it. */
  label: () => string;
  limitMs?: number;
  onBusyChange(isBusy: boolean): void;
  /** The form shows what the API refuses; without this a toast does. */
  onError?: (refusal: ApiError["error"]) => void;
  /** It was carried out, with this answer where it leads nowhere else. */
  onSent?: (answer: Record<string, unknown> | undefined) => void;
  /** Instead of reading the page anew. */
  onDone?: (answer: Record<string, unknown> | undefined) => unknown;
};

/** Sends a form in place: at once an error when offline, an end after five seconds, never silence. */
export function enhanceForm({
  toasts,
  label,
  limitMs = ANSWER_TIMEOUT_MS,
  onBusyChange,
  onError,
  onSent,
  onDone,
}: EnhanceOptions): SubmitFunction {
  const showProblem = (problem: RequestProblem) =>
    toasts.show({ type: "error", ...requestProblemText(problem, label()) });

  return ({ controller, cancel }) => {
    if (!navigator.onLine) {
      showProblem({ kind: "offline" });
      return cancel();
    }
    onBusyChange(true);
    const limit = setTimeout(() => {
      controller.abort();
      onBusyChange(false);
      showProblem({ kind: "timed-out", limitMs });
    }, limitMs);

    return async ({ result, update }) => {
      clearTimeout(limit);
      if (result.type === "failure") {
        const error = result.data as ApiError["error"];
        if (onError) onError(error);
        else showProblem({ kind: result.status >= 500 ? "failed" : "refused", error });
      } else if (result.type === "error") {
        showProblem({ kind: "unreachable" });
      } else {
        onSent?.(result.type === "success" ? result.data : undefined);
        if (result.type === "success" && onDone) await onDone(result.data);
        else {
          if (result.type === "success") await refetchAfterNavigation();
          await update({ reset: false, invalidateAll: false });
        }
      }
      onBusyChange(false);
    };
  };
}
