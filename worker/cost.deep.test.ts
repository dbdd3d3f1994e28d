import { expect, it } from "vitest";
import { unpackChecks } from "./domain/history/packed-checks";
import { storeManyEndpoints } from "./test/fixtures/history";
import {
  allAnswer,
  ANSWERED_OBSERVATION,
  completedCheckOf,
  FAILED_OBSERVATION,
  tickPortsWith,
  queryRows,
} from "./test/fixtures/pipeline";
import { minuteAt } from "./test/fixtures/worker";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";

it("[TK13] an hour of a thousand endpoints, 20 of which hang: none is missed, none is doubled", async () => {
  await storeManyEndpoints(1_000);
  const hangs = new Set(Array.from({ length: 20 }, (_, index) => `e${index * 50}`));
  const timeout = { ...FAILED_OBSERVATION, failure: "timeout" } as const;
  const probe: TickPorts["probe"] = async function* (due, at) {
    await Promise.resolve();
    const of = (late: boolean) => due.filter(({ endpoint }) => hangs.has(endpoint.id) === late);
    yield of(false).map(({ endpoint }) => completedCheckOf(endpoint, ANSWERED_OBSERVATION, at));
    yield of(true).map(({ endpoint }) => completedCheckOf(endpoint, timeout, at));
  };
  let written = 0;
  for (let index = 0; index < 60; index++) {
    const report = await runTick(tickPortsWith({ probe }), minuteAt(index));
    if (report.isClaimed) written += report.rowsWritten;
    // Cron is at-least-once.
    if (index % 7 === 0)
      expect((await runTick(tickPortsWith(), minuteAt(index))).isClaimed).toBe(false);
  }
  const checks = new Map<number, number>();
  for (const { results } of await queryRows<{ results: number[] }>("select results from ticks")) {
    const packed = { results: new Uint8Array(results), errorMessages: [], regions: [] };
    for (const { number } of unpackChecks(packed))
      checks.set(number, (checks.get(number) ?? 0) + 1);
  }
  expect(checks.size).toBe(1_000);
  expect(new Set(checks.values())).toEqual(new Set([60]));
  expect(await queryRows("select count(*) as n from incidents")).toEqual([{ n: 20 }]);
  // Settling a thousand new endpoints is most of it: four rows each, once.
  expect((written - 4_000) / 60_000).toBeLessThanOrEqual(0.05);
  expect(await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(60))).toMatchObject({
    transitions: 20,
  });
});
