import fc from "fast-check";
import { expect, it } from "vitest";
import {
  DEGRADED,
  endpoint,
  FAILING,
  HEALTHY,
  snapshot,
  runChecks,
  STARTED_AT,
} from "./conclude-fixture";
import { concludePause } from "./conclude";
import { requiredSuccesses, nextStatus, unknownSince } from "./status";

const verdicts = fc.array(fc.constantFrom(HEALTHY, DEGRADED, FAILING), { maxLength: 60 });
const thresholds = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 10 }),
  recoveryThreshold: fc.integer({ min: 1, max: 10 }),
});

it("[ST1] a new endpoint is UNKNOWN until a check settles it", () => {
  expect(runChecks(endpoint(), []).state.status).toBe("UNKNOWN");
  expect(runChecks(endpoint(), [FAILING]).state.status).toBe("UNKNOWN");
  expect(runChecks(endpoint({ recoveryThreshold: 5 }), [HEALTHY]).state.status).toBe("UP");
  expect(runChecks(endpoint(), [DEGRADED]).state.status).toBe("DEGRADED");
});

it("[ST2] [ST3] thresholds are exact, in any sequence of verdicts", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let failures = 0;
      let successes = 0;
      let status = "UNKNOWN";
      let downs: number[] = [];
      const { outcomes } = runChecks(endpoint(limits), sequence);
      sequence.forEach((verdict, index) => {
        const isFailing = verdict.health === "failing";
        failures = isFailing ? failures + 1 : 0;
        successes = isFailing ? 0 : successes + 1;
        if (failures === limits.failureThreshold && status !== "DOWN") {
          status = "DOWN";
          downs = index - (downs.at(-1) ?? -99) <= 30 ? [...downs, index] : [index];
        } else if (!isFailing && (status !== "DOWN" || successes >= needed(downs, limits))) {
          status = verdict.health === "healthy" ? "UP" : "DEGRADED";
        }
        const latest = outcomes.slice(0, index + 1).findLast((one) => one.change?.transition);
        expect(latest?.change?.transition?.to ?? "UNKNOWN").toBe(status);
      });
    }),
  );
});

/** Written out: the third time down in a row asks for twice as much, then four, then eight times. */
const needed = (downs: readonly number[], limits: { recoveryThreshold: number }) =>
  limits.recoveryThreshold *
  [1, 1, 1, 2, 4][Math.min(downs.length, 4)]! *
  (downs.length > 4 ? 2 : 1);

it("[ST2] DOWN counts from the first failing check", () => {
  const { transitions } = runChecks(endpoint({ failureThreshold: 3 }), [
    HEALTHY,
    FAILING,
    FAILING,
    FAILING,
  ]);
  expect(transitions[1]).toEqual({
    from: "UP",
    to: "DOWN",
    at: STARTED_AT + 4 * 60_000,
    since: STARTED_AT + 2 * 60_000,
  });
});

it("[ST4] transitions chain and lead somewhere else", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let last = "UNKNOWN";
      for (const { from, to } of runChecks(endpoint(limits), sequence).transitions) {
        expect(from).toBe(last);
        expect(to).not.toBe(from);
        last = to;
      }
    }),
  );
});

it("[ST5] a healthy, unchanged endpoint gets back the very same state", () => {
  const { state } = runChecks(endpoint(), [HEALTHY]);
  const at = STARTED_AT;
  expect(nextStatus(state, HEALTHY, endpoint(), { at }).state).toBe(state);
  const down = runChecks(endpoint(), [FAILING, FAILING]).state;
  expect(nextStatus(down, FAILING, endpoint(), { at }).state).toBe(down);
});

it("[IN1] incidents open and resolve with DOWN, in pairs, and know how long", () => {
  fc.assert(
    fc.property(verdicts, thresholds, (sequence, limits) => {
      let open: { id: string; startedAt: number } | null = null;
      for (const { change } of runChecks(endpoint(limits), sequence).outcomes) {
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
  const monitored = endpoint();
  const { state } = runChecks(monitored, [FAILING, FAILING]);
  const change = concludePause(snapshot(monitored, state), STARTED_AT + 300_000);
  expect(change.state).toEqual(unknownSince(STARTED_AT + 300_000));
  expect(change.transition).toMatchObject({ from: "DOWN", to: "UNKNOWN" });
  expect(change.incident).toMatchObject({ kind: "resolved", startedAt: STARTED_AT + 60_000 });
  const unknown = snapshot(monitored, unknownSince(STARTED_AT));
  expect(concludePause(unknown, STARTED_AT)).toMatchObject({ transition: null, incident: null });
});

it("[ST7] what flaps is one long incident, not many: each relapse asks for more recoveries", () => {
  const monitored = endpoint({ failureThreshold: 1 });
  const flapping = Array.from({ length: 60 }, (_, index) => (index % 2 ? HEALTHY : FAILING));
  const { transitions, state } = runChecks(monitored, flapping);
  expect(transitions.filter(({ to }) => to === "DOWN").length).toBe(3);
  expect(state.status).toBe("DOWN");
  expect(requiredSuccesses(state, monitored)).toBe(2);
  const calm = runChecks(monitored, [HEALTHY, HEALTHY], { from: state });
  expect(calm.state.status).toBe("UP");
  const later = { ...calm.state, lastDownAt: STARTED_AT - 31 * 60_000 };
  expect(runChecks(monitored, [FAILING], { from: later }).state.flapCount).toBe(0);
});

it("[ST7] never asks for more than eight times as many", () => {
  const most = { failureThreshold: 1, recoveryThreshold: 3, intervalSeconds: 60 };
  const required = [0, 1, 2, 3, 4, 5, 50].map((flapCount) =>
    requiredSuccesses({ flapCount }, most),
  );
  expect(required).toEqual([3, 3, 6, 12, 24, 24, 24]);
});
