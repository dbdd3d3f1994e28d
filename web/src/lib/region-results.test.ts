import type { CheckView } from "$protocol/api";
import { describe, expect, it } from "vitest";
import { lastRegionResults, localChecks } from "./region-results";

const check = (minute: number, region: string | null): CheckView => ({
  at: `2026-11-23T08:0${minute}:00.000Z`,
  region,
  status: "UP",
  responseTime: 10,
  statusCode: 200,
  errorMessage: null,
});

describe("region looks", () => {
  it("[UI20] says of here and of each region what was last seen from there", () => {
    const checks = [check(3, null), check(2, null), check(2, "weur"), check(1, "weur")];
    expect(lastRegionResults(["weur", "apac"], checks)).toEqual([
      { region: null, check: checks[0] },
      { region: "weur", check: checks[2] },
      { region: "apac", check: null },
    ]);
    expect(localChecks(checks)).toHaveLength(2);
  });
});
