import { expect, it } from "vitest";
import { unpackChecks } from "./domain/packed-checks";
import { watchMany } from "./local/history-fixtures";
import { allAnswer, ANSWERED, checkedAs, FAILED, ports, rows } from "./local/pipeline-fixtures";
import { minute } from "./local/workerd-fixtures";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";

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
});
