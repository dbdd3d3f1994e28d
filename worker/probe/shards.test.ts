import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ENDPOINT_DEFAULTS, type Endpoint } from "../domain/checks/endpoint";
import type { CompletedCheck } from "../domain/status/conclude";
import type { Env } from "../env";
import type { DueEndpoint } from "../ports";
import type { ProbeResults, ProbeJob, CheckResults } from "../ports/probing";
import { probeShards, taskOf, type Probers } from "./shards";
import { CONCURRENCY } from "./engine/concurrency";
import { isFailed, target, createTask as task } from "../test/fixtures/probe";

const AT = Date.UTC(2026, 0, 5, 8);
const bindings = env as unknown as Env;
const due = (number: number, path = "/ok", settings: Partial<Endpoint> = {}): DueEndpoint => ({
  endpoint: {
    ...ENDPOINT_DEFAULTS,
    number,
    id: `e${number}`,
    name: `e${number}`,
    url: `${target}${path}`,
    timeoutMs: 1_000,
    createdAt: AT,
    updatedAt: AT,
    ...settings,
  },
  wasFailing: false,
  elapsedMs: 0,
});
const many = (count: number) => Array.from({ length: count }, (_, index) => due(index));

const WELL: CheckResults = [
  {
    region: null,
    observation: { outcome: "answered", statusCode: 200, responseTime: 1, assertions: [] },
    verdict: { health: "healthy" },
  },
];
const answerAll = (shard: ProbeJob[]): ProbeResults => ({
  results: shard.map(() => WELL),
  deferred: [],
});

/** The platform's own probers and dispatchers. */
const REAL: Probers = {
  probe: async (shard) => await exports.Prober.probe(shard),
  dispatch: async (shards, index) =>
    await bindings.PROBE_FANOUT.getByName(`${index}`).probe(shards),
};

/** Probers that ask nobody, and count. */
function fakes(answer = answerAll) {
  const calls = { probes: [] as ProbeJob[][], dispatches: [] as ProbeJob[][][] };
  const probers: Probers = {
    probe(shard) {
      calls.probes.push(shard);
      return Promise.resolve({ prompt: answer(shard), late: null });
    },
    dispatch(shards) {
      calls.dispatches.push(shards);
      return Promise.resolve({ prompt: shards.map(answer), late: null });
    },
  };
  return { calls, probers };
}

async function collect(dues: DueEndpoint[], probers: Probers): Promise<CompletedCheck[][]> {
  const chunks: CompletedCheck[][] = [];
  for await (const chunk of probeShards(dues, AT, probers)) chunks.push(chunk);
  return chunks;
}

describe("what is due", () => {
  it("[PR16] is all checked, however many requests it takes", async () => {
    const dues = Array.from({ length: 25 }, (_, index) =>
      due(index, "/hops/10", { maxRedirects: 10, timeoutMs: 5_000 }),
    );
    const checked = (await collect(dues, REAL)).flat();
    expect(checked.map(({ endpoint }) => endpoint.number).toSorted((a, b) => a - b)).toEqual(
      dues.map(({ endpoint }) => endpoint.number),
    );
    expect(checked.map(({ verdict }) => verdict.health)).toEqual(dues.map(() => "healthy"));
  });

  it("[PR16] is confirmed from its regions, however many fail at once", async () => {
    const settings = { regions: ["weur" as const, "apac" as const, "enam" as const] };
    const dues = Array.from({ length: 25 }, (_, index) => due(index, "/status/500", settings));
    const checked = (await collect(dues, REAL)).flat();
    expect(checked).toHaveLength(25);
    for (const { results } of checked) expect(results).toHaveLength(4);
  });

  it("[PR17] in many shards goes through dispatchers, and comes promptly and late as ever", async () => {
    const dues = [due(0, "/hang", { timeoutMs: 4_000 }), ...many(776).slice(1)];
    const [prompt, late, ...others] = await collect(dues, REAL);
    const numbers = (checks: CompletedCheck[]) => checks.map(({ endpoint }) => endpoint.number);
    expect(prompt!.length).toBeGreaterThan(0);
    expect(numbers(prompt!)).not.toContain(0);
    expect([...numbers(prompt!), ...numbers(late!)].toSorted((a, b) => a - b)).toEqual(
      dues.map(({ endpoint }) => endpoint.number),
    );
    expect(late!.filter(({ verdict }) => verdict.health === "failing")).toMatchObject([
      { endpoint: { number: 0 } },
    ]);
    expect(others).toEqual([]);
  }, 30_000);

  it("[PR17] stays within the invocations that a request may lead to", async () => {
    for (const count of [10, 775, 776, 1_000, 10_000]) {
      const { calls, probers } = fakes();
      expect((await collect(many(count), probers)).flat()).toHaveLength(count);
      expect(calls.probes.length).toBeLessThanOrEqual(31);
      for (const shards of calls.dispatches) expect(shards.length).toBeLessThanOrEqual(31);
      const shards = [...calls.probes, ...calls.dispatches.flat()];
      for (const shard of shards) expect(shard.length).toBeLessThanOrEqual(25);
    }
  });

  it("[PR17] and was left sends no more probers than the request has free", async () => {
    const leaves = (shard: ProbeJob[]): ProbeResults =>
      shard.length > 7
        ? { results: shard.map(() => null), deferred: shard.map((_, index) => index) }
        : answerAll(shard);
    const { calls, probers } = fakes(leaves);
    expect((await collect(many(775), probers)).flat()).toHaveLength(775);
    expect(calls.probes.length).toBe(31);
    expect(calls.dispatches.flat().flat()).toHaveLength(775);
  });

  it("[TK5] loses no more than the shards that are lost, and the dispatchers", async () => {
    const { probers } = fakes();
    let callCount = 0;
    const lossy: Probers = {
      probe: (shard) =>
        callCount++ === 0 ? Promise.reject(new Error("away")) : probers.probe(shard),
      dispatch: (shards, index) =>
        index === 0 ? Promise.reject(new Error("away")) : probers.dispatch(shards, index),
    };
    expect((await collect(many(60), lossy)).flat()).toHaveLength(54);
    expect((await collect(many(1_000), lossy)).flat()).toHaveLength(1_000 - 31 * 25);
  });

  it("[PR15] is confirmed from its regions where it fails, and at once where it was doubted", async () => {
    const regions = ["weur", "apac", "enam"] as const;
    const settings = { regions: [...regions], regionQuorum: 2 };
    const shaky = { ...due(2, "/ok", settings), wasFailing: true };
    const checked = (
      await collect([due(0, "/status/500", settings), due(1, "/ok", settings), shaky], REAL)
    ).flat();
    const byNumber = new Map(checked.map((check) => [check.endpoint.number, check]));
    const regionsOf = (number: number) => byNumber.get(number)!.results.map(({ region }) => region);
    expect(regionsOf(0)).toEqual([null, ...regions]);
    expect(regionsOf(1)).toEqual([null]);
    expect(regionsOf(2)).toEqual([null, ...regions]);
    expect(byNumber.get(0)!.verdict).toMatchObject({
      health: "failing",
      reason: { kind: "regions", failing: 3, of: 3 },
    });
    expect(byNumber.get(2)!.verdict).toEqual({ health: "healthy" });
  });

  it("[PR15] goes without a region that cannot look", async () => {
    const settings = { regions: ["weur" as const], intervalSeconds: 10 };
    const hanging = Array.from({ length: CONCURRENCY }, () =>
      bindings.REGION_PROBE.getByName("weur").runCheck(
        task("http", "/hang", { timeoutMs: 2_000 }),
        0,
        false,
      ),
    );
    const [checked] = (
      await collect([{ ...due(0, "/status/500", settings), elapsedMs: 7_000 }], REAL)
    ).flat();
    expect(checked!.results.map(({ region }) => region)).toEqual([null]);
    expect((await Promise.all(hanging)).map(({ result: observation }) => observation)).toEqual(
      hanging.map(() => isFailed("timeout")),
    );
  });

  it("[PR7] takes nothing along of who an endpoint is", () => {
    const keys = Object.keys(taskOf(due(1).endpoint));
    for (const key of ["id", "number", "name", "tags"]) expect(keys).not.toContain(key);
  });
});
