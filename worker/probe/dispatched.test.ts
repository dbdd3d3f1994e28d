import { describe, expect, it, vi } from "vitest";
import type { Answers, Probing } from "../ports/probing";
import { joined } from "./dispatched";

const SOME: Answers = { looks: [null], left: [] };
const ALL: Answers = { looks: [null], left: [0] };

/** A prober's answer as it comes by remote call. */
function remote(rest: Probing["rest"]) {
  const dispose = vi.fn();
  return { prompt: SOME, rest, [Symbol.dispose]: dispose, dispose };
}

describe("the answers of several probers", () => {
  it("[PR17] that have all ended are let go at once", () => {
    const probers = [remote(null), remote(null)];
    expect(joined([...probers, null])).toEqual({ prompt: [SOME, SOME, null], rest: null });
    for (const { dispose } of probers) expect(dispose).toHaveBeenCalledOnce();
  });

  it("[PR17] that have not are each let go once, when all is said", async () => {
    const probers = [
      remote(null),
      remote(() => Promise.resolve(ALL)),
      remote(() => Promise.reject(new Error("away"))),
    ];
    const { rest } = joined(probers);
    for (const { dispose } of probers) expect(dispose).not.toHaveBeenCalled();
    expect(await rest!()).toEqual([null, ALL, null]);
    for (const { dispose } of probers) expect(dispose).toHaveBeenCalledOnce();
  });
});
