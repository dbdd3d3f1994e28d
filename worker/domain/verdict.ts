import type { Endpoint } from "./endpoint";
import { isExpectedStatus } from "./expected-status";
import type { Failure, Observation } from "./observation";
import type { Reason } from "./reason";
import { timeLimitMs } from "./schedule";

export type Verdict = { health: "healthy" } | { health: "degraded" | "failing"; reason: Reason };

export type Expectation = Pick<
  Endpoint,
  "expectedStatus" | "degradedAfterMs" | "timeoutMs" | "intervalSeconds"
>;

/** What an observation means for an endpoint that expects this. */
export function judge(expected: Expectation, seen: Observation): Verdict {
  if (seen.outcome === "failed") {
    return { health: "failing", reason: failureReason(seen.failure, expected) };
  }
  if (!isExpectedStatus(expected.expectedStatus, seen.statusCode)) {
    return {
      health: "failing",
      reason: {
        kind: "status",
        expected: expected.expectedStatus.join(", "),
        seen: seen.statusCode,
      },
    };
  }
  if (expected.degradedAfterMs !== null && seen.responseTime > expected.degradedAfterMs) {
    return {
      health: "degraded",
      reason: { kind: "slow", limitMs: expected.degradedAfterMs, seenMs: seen.responseTime },
    };
  }
  return { health: "healthy" };
}

function failureReason(failure: Failure, expected: Expectation): Reason {
  return failure === "timeout"
    ? { kind: "timeout", limitMs: timeLimitMs(expected) }
    : { kind: failure };
}
