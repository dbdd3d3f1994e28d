import { describe, expect, it, vi } from "vitest";
import { ANSWERED_OBSERVATION, tickPortsWith } from "./test/fixtures/pipeline";
import { storeManyEndpoints } from "./test/fixtures/history";
import { bindings, minuteAt } from "./test/fixtures/worker";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";
import { MAX_SUBREQUESTS } from "./probe/net/outbound";
import type { ProbeJob } from "./ports/probing";
import { probeShards, type Probers } from "./probe/shards";

/** Of the free plan; https://developers.cloudflare.com/workers/platform/limits/ and D1's. */
const FREE = { queries: 50, invocations: 32, rowsWrittenADay: 100_000 };
const MINUTES_A_DAY = 1_440;

/** Probers that ask nobody and count what they would need of the platform. */
function countingProbers() {
  const counts = { calls: 0, largestShard: 0, dispatchers: 0, largestDispatch: 0 };
  const result = {
    region: null,
    observation: ANSWERED_OBSERVATION,
    verdict: { health: "healthy" } as const,
  };
  const answer = (shard: ProbeJob[]) => {
    counts.largestShard = Math.max(counts.largestShard, shard.length);
    return { results: shard.map(() => [result]), deferred: [] };
  };
  const probers: Probers = {
    probe: (shard) => {
      counts.calls++;
      return Promise.resolve({ prompt: answer(shard), late: null });
    },
    dispatch: (shards) => {
      counts.dispatchers++;
      counts.largestDispatch = Math.max(counts.largestDispatch, shards.length);
      return Promise.resolve({ prompt: shards.map(answer), late: null });
    },
  };
  const probe: TickPorts["probe"] = (due, at) => probeShards(due, at, probers);
  return { seen: counts, probe };
}

describe.each([10, 100, 1_000, 10_000])("a tick of %i endpoints", (count) => {
  it("[TK4] [TK13] stays inside the free plan's limits of queries, invocations and requests", async () => {
    await storeManyEndpoints(count);
    await runTick(tickPortsWith(), minuteAt(0));
    const { seen: counts, probe } = countingProbers();
    const queries = vi.spyOn(bindings.DB, "prepare");
    const report = await runTick(tickPortsWith({ probe }), minuteAt(1));
    const queryCount = queries.mock.calls.length;
    queries.mockRestore();
    if (!report.isClaimed) throw new Error("expected to have the tick");
    expect(report.checks.length).toBe(count);
    // Each tick also clears away as much as it adds, two days later.
    expect(2 * report.rowsWritten * MINUTES_A_DAY).toBeLessThanOrEqual(FREE.rowsWrittenADay);
    if (count >= 100) expect(report.rowsWritten / count).toBeLessThanOrEqual(0.05);
    expect(queryCount).toBeLessThanOrEqual(FREE.queries);
    // The tick's own invocation counts as well.
    expect(1 + counts.calls + counts.dispatchers).toBeLessThanOrEqual(FREE.invocations);
    expect(1 + counts.largestDispatch).toBeLessThanOrEqual(FREE.invocations);
    // Each task may follow one redirect, or have its port looked at where it fails.
    expect(2 * counts.largestShard).toBeLessThanOrEqual(MAX_SUBREQUESTS);
  }, 60_000);
});
