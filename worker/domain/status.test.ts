import fc from "fast-check";
import { expect, it } from "vitest";
import type { Check } from "./check";
import { DEFAULTS, type Endpoint } from "./endpoint";
import { conclude, concludePause, type Outcome } from "./outcome";
import { nextStatus, unknownSince, type StatusState } from "./status";
import type { Verdict } from "./verdict";

const START = Date.UTC(2026, 10, 23, 8, 0, 0);
const HEALTHY: Verdict = { health: "healthy" };
const DEGRADED: Verdict = {
  health: "degraded",
  reason: { kind: "slow", limitMs: 100, seenMs: 200 },
};
const FAILING: Verdict = { health: "failing", reason: { kind: "timeout", limitMs: 1000 } };

const endpoint = (thresholds: Partial<Endpoint> = {}): Endpoint => ({
  ...DEFAULTS,
  headers: {},
  expectedStatus: ["200-299"],
  tags: [],
  id: "e1",
  number: 1,
  name: "One",
  url: "https://one.example/",
  createdAt: START,
  updatedAt: START,
  ...thresholds,
});

const check = (at: number, verdict: Verdict): Check => ({
  at,
  region: null,
  observation: { outcome: "answered", statusCode: 200, responseTime: 5 },
  verdict,
});

/** Checks an endpoint with each verdict in turn, a minute apart. */
function run(watched: Endpoint, verdicts: readonly Verdict[]) {
  let state: StatusState = unknownSince(START);
  const outcomes: Outcome[] = [];
  verdicts.forEach((verdict, index) => {
    const at = START + (index + 1) * 60_000;
    const outcome = conclude({ endpoint: watched, state, version: index }, check(at, verdict), at);
    outcomes.push(outcome);
    state = outcome.change?.state ?? state;
  });
  return { state, outcomes, transitions: outcomes.flatMap((one) => one.change?.transition ?? []) };
}

const verdicts = fc.array(fc.constantFrom(HEALTHY, DEGRADED, FAILING), { maxLength: 60 });
const thresholds = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 10 }),
  recoveryThreshold: fc.integer({ min: 1, max: 10 }),
});

it("[ST1] a new endpoint is UNKNOWN until a check settles it", () => {
  expect(run(endpoint(), []).state.status).toBe("UNKNOWN");
  expect(run(endpoint(), [FAILING]).state.status).toBe("UNKNOWN");
  expect(run(endpoint({ recoveryThreshold: 5 }), [HEALTHY]).state.status).toBe("UP");
  expect(run(endpoint(), [DEGRADED]).state.status).toBe("DEGRADED");
});

it("[ST2] [ST3] thresholds are exact, in any sequence of verdicts", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let failures = 0;
      let successes = 0;
      let status = "UNKNOWN";
      const { outcomes } = run(endpoint(limits), sequence);
      sequence.forEach((verdict, index) => {
        const isFailing = verdict.health === "failing";
        failures = isFailing ? failures + 1 : 0;
        successes = isFailing ? 0 : successes + 1;
        if (failures === limits.failureThreshold && status !== "DOWN") status = "DOWN";
        else if (!isFailing && (status !== "DOWN" || successes >= limits.recoveryThreshold)) {
          status = verdict.health === "healthy" ? "UP" : "DEGRADED";
        }
        const seen = outcomes.slice(0, index + 1).findLast((one) => one.change?.transition);
        expect(seen?.change?.transition?.to ?? "UNKNOWN").toBe(status);
      });
    }),
  );
});

it("[ST2] DOWN counts from the first failing check", () => {
  const { transitions } = run(endpoint({ failureThreshold: 3 }), [
    HEALTHY,
    FAILING,
    FAILING,
    FAILING,
  ]);
  expect(transitions[1]).toEqual({
    from: "UP",
    to: "DOWN",
    at: START + 4 * 60_000,
    since: START + 2 * 60_000,
  });
});

it("[ST4] transitions chain and lead somewhere else", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let last = "UNKNOWN";
      for (const { from, to } of run(endpoint(limits), sequence).transitions) {
        expect(from).toBe(last);
        expect(to).not.toBe(from);
        last = to;
      }
    }),
  );
});

it("[ST5] a healthy, unchanged endpoint gets back the very same state", () => {
  const { state } = run(endpoint(), [HEALTHY]);
  expect(nextStatus(state, HEALTHY, endpoint(), START).state).toBe(state);
  const down = run(endpoint(), [FAILING, FAILING]).state;
  expect(nextStatus(down, FAILING, endpoint(), START).state).toBe(down);
});

it("[IN1] incidents open and resolve with DOWN, in pairs, and know how long", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let open: { id: string; startedAt: number } | null = null;
      for (const { change } of run(endpoint(limits), sequence).outcomes) {
        const { transition, incident } = change ?? {};
        expect(incident?.kind === "started").toBe(transition?.to === "DOWN");
        expect(incident?.kind === "resolved").toBe(transition?.from === "DOWN");
        if (incident?.kind === "started") {
          expect(open).toBeNull();
          open = incident.incident;
          expect(incident.incident.failureCount).toBe(limits.failureThreshold);
        }
        if (incident?.kind === "resolved") {
          expect(incident.id).toBe(open?.id);
          expect(incident.startedAt).toBe(open?.startedAt);
          expect(incident.resolvedAt).toBeGreaterThan(incident.startedAt);
          open = null;
        }
      }
    }),
  );
});

it("[ST6] pausing forgets the status and resolves the incident", () => {
  const watched = endpoint();
  const { state } = run(watched, [FAILING, FAILING]);
  const change = concludePause({ endpoint: watched, state, version: 2 }, START + 300_000);
  expect(change.state).toEqual(unknownSince(START + 300_000));
  expect(change.transition).toMatchObject({ from: "DOWN", to: "UNKNOWN" });
  expect(change.incident).toMatchObject({ kind: "resolved", startedAt: START + 60_000 });
  const unknown = { endpoint: watched, state: unknownSince(START), version: 0 };
  expect(concludePause(unknown, START)).toMatchObject({ transition: null, incident: null });
});
