import { describe, expect, it, vi } from "vitest";
import { unpackChecks } from "./domain/packed-checks";
import { allAnswer, ANSWERED, checkedAs, FAILED, ports, rows } from "./local/pipeline-fixtures";
import { watchMany } from "./local/history-fixtures";
import { bindings, minute } from "./local/workerd-fixtures";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";
import { EXTERNAL_REQUESTS } from "./probe/outbound";
import type { Entry } from "./ports/probing";
import { probeShards, type Probers } from "./probe/shards";

/** Of the free plan; https://developers.cloudflare.com/workers/platform/limits/ and D1's. */
const FREE = { queries: 50, invocations: 32, rowsWrittenADay: 100_000 };
const MINUTES_A_DAY = 1_440;

/** Probers that ask nobody and count what they would need of the platform. */
function countingProbers() {
  const seen = { calls: 0, largestShard: 0, dispatchers: 0, largestDispatch: 0 };
  const look = { region: null, observation: ANSWERED, verdict: { health: "healthy" } as const };
  const answer = (shard: Entry[]) => {
    seen.largestShard = Math.max(seen.largestShard, shard.length);
    return { looks: shard.map(() => [look]), left: [] };
  };
  const probers: Probers = {
    probe: (shard) => {
      seen.calls++;
      return Promise.resolve({ prompt: answer(shard), rest: null });
    },
    dispatch: (shards) => {
      seen.dispatchers++;
      seen.largestDispatch = Math.max(seen.largestDispatch, shards.length);
      return Promise.resolve({ prompt: shards.map(answer), rest: null });
    },
  };
  const probe: TickPorts["probe"] = (due, at) => probeShards(due, at, probers);
  return { seen, probe };
}

describe.each([10, 100, 1_000, 10_000])("a tick of %i endpoints", (count) => {
  it("[TK4] [TK13] stays inside the free plan's limits of queries, invocations and requests", async () => {
    await watchMany(count);
    await runTick(ports(), minute(0));
    const { seen, probe } = countingProbers();
    const queries = vi.spyOn(bindings.DB, "prepare");
    const report = await runTick(ports({ probe }), minute(1));
    const asked = queries.mock.calls.length;
    queries.mockRestore();
    if (!report.taken) throw new Error("expected to have the tick");
    expect(report.checks.length).toBe(count);
    // Each tick also clears away as much as it adds, two days later.
    expect(2 * report.rowsWritten * MINUTES_A_DAY).toBeLessThanOrEqual(FREE.rowsWrittenADay);
    if (count >= 100) expect(report.rowsWritten / count).toBeLessThanOrEqual(0.05);
    expect(asked).toBeLessThanOrEqual(FREE.queries);
    // The tick's own invocation counts as well.
    expect(1 + seen.calls + seen.dispatchers).toBeLessThanOrEqual(FREE.invocations);
    expect(1 + seen.largestDispatch).toBeLessThanOrEqual(FREE.invocations);
    // Each task may follow one redirect, or have its port looked at where it fails.
    expect(2 * seen.largestShard).toBeLessThanOrEqual(EXTERNAL_REQUESTS);
  }, 60_000);
});

it("[TK13] an hour of a thousand endpoints, 20 of which hang: none is missed, none is doubled", async () => {
  await watchMany(1_000);
  const hangs = new Set(Array.from({ length: 20 }, (_, index) => `e${index * 50}`));
  const timeout = { ...FAILED, failure: "timeout" } as const;
  const probe: TickPorts["probe"] = async function* (due, at) {
    await Promise.resolve();
    const of = (late: boolean) => due.filter(({ endpoint }) => hangs.has(endpoint.id) === late);
    yield of(false).map(({ endpoint }) => checkedAs(endpoint, ANSWERED, at));
    yield of(true).map(({ endpoint }) => checkedAs(endpoint, timeout, at));
  };
  let written = 0;
  for (let index = 0; index < 60; index++) {
    const report = await runTick(ports({ probe }), minute(index));
    if (report.taken) written += report.rowsWritten;
    // Cron is at-least-once.
    if (index % 7 === 0) expect((await runTick(ports(), minute(index))).taken).toBe(false);
  }
  const checks = new Map<number, number>();
  for (const { results } of await rows<{ results: number[] }>("select results from ticks")) {
    const packed = { results: new Uint8Array(results), notes: [], regions: [] };
    for (const { number } of unpackChecks(packed))
      checks.set(number, (checks.get(number) ?? 0) + 1);
  }
  expect(checks.size).toBe(1_000);
  expect(new Set(checks.values())).toEqual(new Set([60]));
  expect(await rows("select count(*) as n from incidents")).toEqual([{ n: 20 }]);
  // Settling a thousand new endpoints is most of it: four rows each, once.
  expect((written - 4_000) / 60_000).toBeLessThanOrEqual(0.05);
  expect(await runTick(ports({ probe: allAnswer }), minute(60))).toMatchObject({ transitions: 20 });
}, 120_000);
