import { describe, expect, it, vi } from "vitest";
import type { ProbeResults, ProbeRun } from "../ports/probing";
import { mergeProbeRuns } from "./fan-out-result";

const SOME: ProbeResults = { results: [null], deferred: [] };
const ALL: ProbeResults = { results: [null], deferred: [0] };

/** A prober's answer as it comes by remote call. */
function remote(rest: ProbeRun["late"]) {
  const dispose = vi.fn();
  return { prompt: SOME, late: rest, [Symbol.dispose]: dispose, dispose };
}

describe("the answers of several probers", () => {
  it("[PR17] that have all ended are let go at once", () => {
    const probers = [remote(null), remote(null)];
    expect(mergeProbeRuns([...probers, null])).toEqual({ prompt: [SOME, SOME, null], late: null });
    for (const { dispose } of probers) expect(dispose).toHaveBeenCalledOnce();
  });

  it("[PR17] that have not are each let go once, when all is said", async () => {
    const probers = [
      remote(null),
      remote(() => Promise.resolve(ALL)),
      remote(() => Promise.reject(new Error("away"))),
    ];
    const { late } = mergeProbeRuns(probers);
    for (const { dispose } of probers) expect(dispose).not.toHaveBeenCalled();
    expect(await late!()).toEqual([null, ALL, null]);
    for (const { dispose } of probers) expect(dispose).toHaveBeenCalledOnce();
  });
});
