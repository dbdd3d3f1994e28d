import { get } from "svelte/store";
import { describe, expect, it } from "vitest";
import type { EndpointView } from "$protocol/api";
import { createLiveState } from "./live-state";

const AT = "2026-11-23T08:20:00.000Z";
const NEXT = "2026-11-23T08:21:00.000Z";
const endpoint = { id: "a", name: "A", status: "UP", lastCheckedAt: null } as EndpointView;
const start = () =>
  createLiveState({
    endpoints: [endpoint],
    incidents: [],
    checks: [],
    asOf: null,
    nextExpectedAt: null,
  });

describe("live state", () => {
  it("[LV15] takes the events, checks and freshness of a frame in one step", () => {
    const state = start();
    let steps = -1;
    state.subscribe(() => steps++);
    state.apply({
      events: [
        {
          type: "incident:started",
          at: AT,
          data: {
            incidentId: "i",
            endpointId: "a",
            endpointName: "A",
            startedAt: AT,
            failureCount: 2,
          },
        },
      ],
      checks: [
        {
          type: "check:completed",
          at: AT,
          data: {
            endpointId: "a",
            status: "DOWN",
            responseTime: 9,
            statusCode: 503,
            region: null,
            errorMessage: "expected status 200-299, saw 503",
          },
        },
      ],
      isCatchUp: false,
      freshness: { asOf: AT, nextExpectedAt: NEXT },
    });
    expect(steps).toBe(1);
    expect(get(state)).toMatchObject({
      asOf: AT,
      nextExpectedAt: NEXT,
      incidents: [{ id: "i", status: "open" }],
      checks: [{ at: AT, statusCode: 503 }],
      endpoints: [{ lastCheckedAt: AT, lastResponseTime: 9 }],
    });
  });

  it("[LV15] keeps its own freshness when catching up, and the same objects for what is unchanged", () => {
    const state = start();
    state.apply({ events: [], checks: [], freshness: null, isCatchUp: false });
    expect(get(state).asOf).toBeNull();
    expect(get(state).endpoints[0]).toBe(endpoint);
  });
});
