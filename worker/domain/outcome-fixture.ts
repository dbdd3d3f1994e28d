import { DEFAULTS, type Endpoint } from "./endpoint";
import { conclude, type Checked, type Outcome, type Remembered } from "./outcome";
import { unknownSince, type StatusState } from "./status";
import type { Verdict } from "./verdict";

export const START = Date.UTC(2026, 10, 23, 8, 0, 0);
export const HEALTHY: Verdict = { health: "healthy" };
export const DEGRADED: Verdict = {
  health: "degraded",
  reason: { kind: "slow", limitMs: 100, seenMs: 200 },
};
export const FAILING: Verdict = { health: "failing", reason: { kind: "timeout", limitMs: 1000 } };

export const endpoint = (thresholds: Partial<Endpoint> = {}): Endpoint => ({
  ...DEFAULTS,
  id: "e1",
  number: 1,
  name: "One",
  url: "https://one.example/",
  createdAt: START,
  updatedAt: START,
  ...thresholds,
});

const checked = (watched: Endpoint, at: number, verdict: Verdict): Checked => ({
  endpoint: watched,
  looks: [
    {
      at,
      region: null,
      observation: { outcome: "answered", statusCode: 200, responseTime: 5, assertions: [] },
      verdict,
    },
  ],
  verdict,
});

export const remembered = (
  watched: Endpoint,
  state: StatusState,
  known: Partial<Remembered> = {},
): Remembered => ({
  endpoint: watched,
  state,
  version: 0,
  changedAt: 0,
  errorMessage: null,
  inMaintenance: false,
  ancestors: [],
  ...known,
});

/** Checks an endpoint with each verdict in turn, a minute apart. */
export function run(
  watched: Endpoint,
  verdicts: readonly Verdict[],
  { from = unknownSince(START), known = {} } = {},
) {
  let state: StatusState = from;
  const outcomes: Outcome[] = [];
  verdicts.forEach((verdict, index) => {
    const at = START + (index + 1) * 60_000;
    const outcome = conclude(remembered(watched, state, known), checked(watched, at, verdict), at);
    outcomes.push(outcome);
    state = outcome.change?.state ?? state;
  });
  return { state, outcomes, transitions: outcomes.flatMap((one) => one.change?.transition ?? []) };
}
