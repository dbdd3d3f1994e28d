import { ENDPOINT_DEFAULTS, type Endpoint } from "../checks/endpoint";
import {
  conclude,
  type CompletedCheck,
  type CheckOutcome,
  type EndpointSnapshot,
} from "./conclude";
import { unknownSince, type StatusState } from "./status";
import type { Verdict } from "../checks/verdict";

export const STARTED_AT = Date.UTC(2026, 10, 23, 8, 0, 0);
export const HEALTHY: Verdict = { health: "healthy" };
export const DEGRADED: Verdict = {
  health: "degraded",
  reason: { kind: "slow", limitMs: 100, actualMs: 200 },
};
export const FAILING: Verdict = { health: "failing", reason: { kind: "timeout", limitMs: 1000 } };

export const endpoint = (thresholds: Partial<Endpoint> = {}): Endpoint => ({
  ...ENDPOINT_DEFAULTS,
  id: "e1",
  number: 1,
  name: "One",
  url: "https://one.example/",
  createdAt: STARTED_AT,
  updatedAt: STARTED_AT,
  ...thresholds,
});

const completedCheck = (
  checkedEndpoint: Endpoint,
  at: number,
  verdict: Verdict,
): CompletedCheck => ({
  endpoint: checkedEndpoint,
  results: [
    {
      at,
      region: null,
      observation: { outcome: "answered", statusCode: 200, responseTime: 5, assertions: [] },
      verdict,
    },
  ],
  verdict,
});

export const snapshot = (
  checkedEndpoint: Endpoint,
  state: StatusState,
  overrides: Partial<EndpointSnapshot> = {},
): EndpointSnapshot => ({
  endpoint: checkedEndpoint,
  state,
  version: 0,
  changedAt: 0,
  errorMessage: null,
  inMaintenance: false,
  ancestors: [],
  ...overrides,
});

/** Checks an endpoint with each verdict in turn, a minute apart. */
export function runChecks(
  checkedEndpoint: Endpoint,
  verdicts: readonly Verdict[],
  { from = unknownSince(STARTED_AT), known: overrides = {} } = {},
) {
  let state: StatusState = from;
  const outcomes: CheckOutcome[] = [];
  verdicts.forEach((verdict, index) => {
    const at = STARTED_AT + (index + 1) * 60_000;
    const outcome = conclude(
      snapshot(checkedEndpoint, state, overrides),
      completedCheck(checkedEndpoint, at, verdict),
      at,
    );
    outcomes.push(outcome);
    state = outcome.change?.state ?? state;
  });
  return { state, outcomes, transitions: outcomes.flatMap((one) => one.change?.transition ?? []) };
}
