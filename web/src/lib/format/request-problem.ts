import type { ApiError } from "$protocol/errors";
import { m } from "$lib/paraglide/messages";
import { capitalizeFirst } from "./sentence";
import { durationText } from "./time";

/** Why a request brought no answer to show. */
export type RequestProblem =
  | { kind: "offline" }
  | { kind: "timed-out"; limitMs: number }
  | { kind: "unreachable" }
  | { kind: "refused"; error: ApiError["error"] }
  /** Nobody said no: it could not be done, and may be another time. */
  | { kind: "failed"; error: ApiError["error"] };

export function requestProblemText(
  problem: RequestProblem,
  action: string,
): { title: string; description?: string } {
  switch (problem.kind) {
    case "offline":
      return {
        title: m.request_offline({ what: action }),
        description: m.request_offline_detail(),
      };
    case "timed-out":
      return {
        title: m.request_timed_out({ what: action, limit: durationText(problem.limitMs) }),
        description: m.request_timed_out_detail(),
      };
    case "unreachable":
      return { title: m.request_unreachable({ what: action }) };
    case "refused":
      return { title: m.request_refused({ what: action }), description: problem.error.message };
    case "failed":
      return {
        title: m.request_failed({ what: action }),
        // Of what broke inside, the reader is told nothing that would help them.
        description:
          problem.error.code === "internal"
            ? m.request_failed_detail()
            : capitalizeFirst(problem.error.message),
      };
  }
}
