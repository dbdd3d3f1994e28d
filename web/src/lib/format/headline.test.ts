import { describe, expect, it } from "vitest";
import type { OverallStatus } from "$lib/stores/overall-status";
import { headlineOf, tabState, withDeclaredIncidents } from "./headline";

const UP: OverallStatus = { kind: "up", up: 3, maintenance: 0, paused: 0 };

describe("the first line of the dashboard", () => {
  it("[UI2] does not reassure while people say that something is wrong", () => {
    const headline = headlineOf(UP, 0)!;
    expect(withDeclaredIncidents(headline, 0)).toEqual(headline);
    expect(withDeclaredIncidents(headline, 1)).toEqual({
      status: "DEGRADED",
      text: "1 incident is open",
      detail: "All 3 endpoints are up",
    });
    expect(tabState(UP, null, 2)).toEqual({ status: "DEGRADED", text: "▲ 2 incidents are open" });
    expect(tabState(UP, null)).toBeNull();
    const down = { ...headline, status: "DOWN" as const };
    expect(withDeclaredIncidents(down, 1)).toEqual(down);
  });
});
