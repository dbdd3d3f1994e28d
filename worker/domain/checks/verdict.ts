import type { AssertionResult } from "./assertion";
import type { Endpoint } from "./endpoint";
import { isExpectedStatus } from "./expected-status";
import type { Observation } from "./observation";
import type { Reason } from "../reason";
import { timeLimitMs } from "../schedule";

/** `unknown`: nothing can be said of the endpoint from here and now. */
export type Verdict =
  { health: "healthy" } | { health: "degraded" | "failing" | "unknown"; reason: Reason };

export type Expectation = Pick<
  Endpoint,
  "kind" | "expectedStatus" | "degradedAfterMs" | "timeoutMs" | "intervalSeconds" | "graceSeconds"
>;

/** What an observation means for an endpoint that expects this. */
export function judge(expected: Expectation, observation: Observation): Verdict {
  switch (observation.outcome) {
    case "failed":
      return { health: "failing", reason: failureReason(observation, expected) };
    case "unknowable":
      return { health: "unknown", reason: { kind: observation.cause } };
    case "answered":
      return judgeResponse(expected, observation);
  }
}

/** RFC 6455: the answer of a server that speaks WebSocket. */
const SWITCHING_PROTOCOLS = ["101"];

/** The codes of an answer that are well; none where the kind of check has no codes. */
export const expectedStatusCodes = ({
  kind,
  expectedStatus,
}: Pick<Endpoint, "kind" | "expectedStatus">): readonly string[] =>
  kind === "websocket" ? SWITCHING_PROTOCOLS : expectedStatus;

function judgeResponse(
  expected: Expectation,
  observation: Extract<Observation, { outcome: "answered" }>,
): Verdict {
  const { statusCode, responseTime, assertions } = observation;
  const expectedCodes = expectedStatusCodes(expected);
  if (statusCode !== null && !isExpectedStatus(expectedCodes, statusCode)) {
    const reason: Reason = {
      kind: "status",
      expected: expectedCodes.join(", "),
      actual: statusCode,
    };
    return { health: "failing", reason };
  }
  const failed = (severity: string) =>
    assertions.find(({ holds, assertion }) => !holds && assertion.severity === severity);
  const failing = failed("failing");
  if (failing) return { health: "failing", reason: assertionReason(failing) };
  const limitMs = expected.degradedAfterMs;
  if (limitMs !== null && responseTime !== null && responseTime > limitMs) {
    return { health: "degraded", reason: { kind: "slow", limitMs, actualMs: responseTime } };
  }
  const degraded = failed("degraded");
  return degraded
    ? { health: "degraded", reason: assertionReason(degraded) }
    : { health: "healthy" };
}

/** How much of an expected text a reason repeats. */
const MAX_EXPECTED_LENGTH = 80;

function assertionReason({ assertion, actual }: AssertionResult): Reason {
  const { source, property, comparison, expected } = assertion;
  const short = typeof expected === "string" ? expected.slice(0, MAX_EXPECTED_LENGTH) : expected;
  return {
    kind: "assertion",
    assertion: { source, property, comparison, expected: short },
    actual,
  };
}

function failureReason(
  { failure, exitStatus }: Extract<Observation, { outcome: "failed" }>,
  expected: Expectation,
): Reason {
  switch (failure) {
    case "timeout":
      return { kind: "timeout", limitMs: timeLimitMs(expected) };
    case "no-report":
      return { kind: failure, limitSeconds: expected.intervalSeconds + expected.graceSeconds };
    case "run-too-long":
      return { kind: failure, limitSeconds: expected.graceSeconds };
    case "reported-failure":
      return exitStatus ? { kind: "exit-status", actual: exitStatus } : { kind: failure };
    default:
      return { kind: failure };
  }
}
