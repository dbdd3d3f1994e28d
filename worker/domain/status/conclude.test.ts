import { describe, expect, it } from "vitest";
import type { EndpointSnapshot } from "./conclude";
import { DEGRADED, endpoint, FAILING, HEALTHY, runChecks, STARTED_AT } from "./conclude-fixture";
import { unknownSince, type StatusState } from "./status";
import type { Verdict } from "../checks/verdict";

describe("what cannot be known", () => {
  const UNKNOWN: Verdict = { health: "unknown", reason: { kind: "own-network" } };

  it("[ST8] ends what was known, with its reason, and is neither up nor down", () => {
    const { state } = runChecks(endpoint(), [HEALTHY]);
    const { outcomes, transitions } = runChecks(endpoint(), [UNKNOWN, UNKNOWN], { from: state });
    expect(transitions).toMatchObject([{ from: "UP", to: "UNKNOWN" }]);
    expect(outcomes[0]!.change).toMatchObject({
      errorMessage: "not known: our own network was lost",
      incident: null,
    });
    expect(outcomes[0]!.records[0]!.status).toBe("UNKNOWN");
  });

  it("[ST8] resolves no incident and counts no failure", () => {
    const { state } = runChecks(endpoint(), [FAILING, FAILING]);
    expect(runChecks(endpoint(), [UNKNOWN], { from: state }).outcomes[0]!.change).toBeNull();
    expect(runChecks(endpoint(), [FAILING, UNKNOWN, FAILING]).state.status).toBe("UNKNOWN");
  });

  it("[ST8] says a new reason though the status stays", () => {
    const { outcomes } = runChecks(endpoint(), [UNKNOWN]);
    expect(outcomes[0]!.change).toMatchObject({ transition: null });
    const known = { errorMessage: "not known: our own network was lost" };
    expect(runChecks(endpoint(), [UNKNOWN], { known }).outcomes[0]!.change).toBeNull();
  });
});

describe("a maintenance", () => {
  const known = { inMaintenance: true };

  it("[MT1] opens no incident, however often it fails, and forgets failures from before", () => {
    const { state } = runChecks(endpoint(), [HEALTHY, FAILING]);
    const inside = runChecks(endpoint(), [FAILING, DEGRADED, FAILING, FAILING], {
      from: state,
      known,
    });
    expect(inside.transitions).toEqual([]);
    expect(inside.state).toMatchObject({ status: "UP", consecutiveFailures: 0 });
    expect(inside.outcomes[2]!.records[0]!.status).toBe("DOWN");
    const after = runChecks(endpoint(), [FAILING], { from: inside.state });
    expect(after.transitions).toEqual([]);
  });

  it("[MT1] lets what was down recover", () => {
    const { state } = runChecks(endpoint(), [FAILING, FAILING]);
    const { outcomes } = runChecks(endpoint(), [HEALTHY], { from: state, known });
    expect(outcomes[0]!.change?.incident).toMatchObject({ kind: "resolved" });
  });
});

describe("what is reached through another", () => {
  const router = (state: Partial<StatusState>, isPending = false): Partial<EndpointSnapshot> => ({
    ancestors: [
      {
        endpoint: { number: 9, id: "router", name: "Router" },
        state: { ...unknownSince(STARTED_AT), status: "UP", ...state },
        isPending,
      },
    ],
  });

  it("[DP1] is unreachable through it while that is down: no incident of its own", () => {
    const { state } = runChecks(endpoint(), [HEALTHY]);
    const known = router({ status: "DOWN" });
    const { transitions, outcomes } = runChecks(endpoint(), [FAILING, FAILING], {
      from: state,
      known,
    });
    expect(transitions).toMatchObject([{ from: "UP", to: "UNKNOWN" }]);
    expect(outcomes[0]!.change).toMatchObject({
      errorMessage: "unreachable through Router",
      incident: null,
    });
    expect(runChecks(endpoint(), [HEALTHY], { from: state, known }).transitions).toEqual([]);
  });

  it("[DP2] is not called down while that is in doubt or still being looked at", () => {
    for (const known of [router({ consecutiveFailures: 1 }), router({}, true)]) {
      const { transitions, state, outcomes } = runChecks(endpoint(), [FAILING, FAILING, FAILING], {
        known,
      });
      expect(transitions).toEqual([]);
      expect(state.consecutiveFailures).toBe(2);
      expect(outcomes.map(({ isAwaitingDependency }) => isAwaitingDependency)).toEqual([
        true,
        true,
        true,
      ]);
      expect(outcomes.map(({ hasPendingFailures }) => hasPendingFailures)).toEqual([
        true,
        true,
        false,
      ]);
      expect(runChecks(endpoint(), [FAILING], { from: state }).transitions).toMatchObject([
        { to: "DOWN", since: STARTED_AT + 60_000 },
      ]);
    }
  });

  it("[DP1] keeps an incident that was open before", () => {
    const { state } = runChecks(endpoint(), [FAILING, FAILING]);
    const { outcomes } = runChecks(endpoint(), [FAILING], {
      from: state,
      known: router({ status: "DOWN" }),
    });
    expect(outcomes[0]!.change).toBeNull();
  });
});
