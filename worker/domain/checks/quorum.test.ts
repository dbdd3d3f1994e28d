import fc from "fast-check";
import { expect, it } from "vitest";
import type { CheckResult } from "./check";
import { ENDPOINT_DEFAULTS, REGIONS, type Endpoint, type Region } from "./endpoint";
import { aggregateVerdicts, quorumOf } from "./quorum";
import { formatReason } from "../reason";
import type { Verdict } from "./verdict";

const HEALTHY: Verdict = { health: "healthy" };
const FAILING: Verdict = { health: "failing", reason: { kind: "unreachable" } };
const UNKNOWN: Verdict = { health: "unknown", reason: { kind: "no-raw-connection" } };
const SLOW: Verdict = { health: "degraded", reason: { kind: "slow", limitMs: 1, actualMs: 2 } };

const endpointWith = (regions: Region[], regionQuorum: number | null = null): Endpoint => ({
  ...ENDPOINT_DEFAULTS,
  id: "e1",
  number: 1,
  name: "One",
  url: "https://one.example/",
  createdAt: 0,
  updatedAt: 0,
  regions,
  regionQuorum,
});
const resultOf = (region: string | null, verdict: Verdict): CheckResult => ({
  at: 0,
  region,
  observation: { outcome: "answered", statusCode: 200, responseTime: 1, assertions: [] },
  verdict,
});
const resultsOf = (local: Verdict, ...remote: Verdict[]) => [
  resultOf(null, local),
  ...remote.map((verdict, index) => resultOf(REGIONS[index]!, verdict)),
];
const THREE = endpointWith(["wnam", "enam", "sam"]);

it("[QU1] fails only where enough regions agree, and says how many", () => {
  const two = aggregateVerdicts(resultsOf(FAILING, FAILING, HEALTHY, FAILING), THREE);
  expect(two.health).toBe("failing");
  expect("reason" in two && formatReason(two.reason)).toBe(
    "failing from 2 of 3 regions: could not connect",
  );
  const one = aggregateVerdicts(resultsOf(FAILING, FAILING, HEALTHY, HEALTHY), THREE);
  expect(one.health).toBe("degraded");
  expect("reason" in one && formatReason(one.reason)).toBe(
    "failing from 1 of 3 regions: could not connect",
  );
});

it("[QU2] that only we cannot reach it is not its failure", () => {
  expect(aggregateVerdicts(resultsOf(FAILING, HEALTHY, HEALTHY, HEALTHY), THREE)).toEqual(HEALTHY);
  expect(aggregateVerdicts(resultsOf(FAILING, HEALTHY, SLOW, HEALTHY), THREE)).toEqual(SLOW);
});

it("[QU3] a region that cannot tell has no voice; with too few voices our own look decides", () => {
  expect(aggregateVerdicts(resultsOf(FAILING, FAILING, UNKNOWN, FAILING), THREE)).toMatchObject({
    reason: { failing: 2, of: 2 },
  });
  expect(aggregateVerdicts(resultsOf(FAILING, HEALTHY), THREE)).toEqual(FAILING);
  expect(aggregateVerdicts(resultsOf(HEALTHY), THREE)).toEqual(HEALTHY);
  expect(aggregateVerdicts(resultsOf(FAILING), endpointWith([]))).toEqual(FAILING);
});

it("[QU1] is exact for any number of regions and any quorum", () => {
  const regions = fc.integer({ min: 1, max: REGIONS.length });
  fc.assert(
    fc.property(regions, fc.nat(), fc.nat(), (of, wanted, count) => {
      const failing = count % (of + 1);
      const endpoint = endpointWith(REGIONS.slice(0, of), wanted % (of + 1) || null);
      const verdicts = Array.from({ length: of }, (_, index) =>
        index < failing ? FAILING : HEALTHY,
      );
      const { health } = aggregateVerdicts(resultsOf(FAILING, ...verdicts), endpoint);
      const quorum = quorumOf(endpoint);
      expect(health).toBe(failing >= quorum ? "failing" : failing > 0 ? "degraded" : "healthy");
    }),
  );
  expect([1, 2, 3, 4, 5].map((of) => quorumOf(endpointWith(REGIONS.slice(0, of))))).toEqual([
    1, 2, 2, 3, 3,
  ]);
});
