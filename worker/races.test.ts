import fc from "fast-check";
import { expect, inject, it } from "vitest";
import type { Endpoint } from "./domain/checks/endpoint";
import {
  allAnswer,
  ANSWERED_OBSERVATION,
  FAILED_OBSERVATION,
  tickPortsWith,
  queryRows,
  probeEach,
} from "./test/fixtures/pipeline";
import { bindings, minuteAt, storeEndpoint } from "./test/fixtures/worker";
import { runTick } from "./pipeline";

const RUNS = { fast: 12, deep: 60 };

const IDS = ["a", "b", "c"];
const THRESHOLDS = [
  { failureThreshold: 1, recoveryThreshold: 1 },
  { failureThreshold: 2, recoveryThreshold: 1 },
  { failureThreshold: 3, recoveryThreshold: 2 },
];

/** A tick at some minute, in whatever order, with who fails in it; perhaps several times at once. */
const step = fc.record({
  minute: fc.integer({ min: 0, max: 15 }),
  failing: fc.subarray(IDS),
  atOnce: fc.integer({ min: 1, max: 3 }),
});

type Transition = { endpoint: number; from_status: string; to_status: string; at: number };
type Incident = { endpoint: number; started_at: number; resolved_at: number | null };

const failing = (ids: readonly string[]) =>
  probeEach(({ id }: Endpoint) => (ids.includes(id) ? FAILED_OBSERVATION : ANSWERED_OBSERVATION));

async function forget() {
  for (const table of ["ticks", "transitions", "incidents", "monitoring_gaps"]) {
    await bindings.DB.prepare(`delete from ${table}`).run();
  }
  await bindings.DB.prepare(
    `update endpoint_states set status = 'UNKNOWN', since = 0, consecutive_failures = 0,
      failing_since = null, consecutive_successes = 0, flap_count = 0, last_down_at = null, version = 0, written_at = 0`,
  ).run();
}

it("[TK12] [IN2] [ST4] whatever runs twice, at once or out of order, one outage is one incident", async () => {
  for (const [index, id] of IDS.entries()) await storeEndpoint(id, THRESHOLDS[index]);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await forget();
      for (const { minute: at, failing: ids, atOnce } of steps) {
        const tick = () => runTick(tickPortsWith({ probe: failing(ids) }), minuteAt(at));
        const reports = await Promise.all(Array.from({ length: atOnce }, tick));
        expect(reports.filter(({ isClaimed }) => isClaimed).length).toBeLessThanOrEqual(1);
      }
      const transitions = await queryRows<Transition>("select * from transitions order by id");
      const incidents = await queryRows<Incident>("select * from incidents order by rowid");
      const statuses = await queryRows<{ endpoint: number; status: string }>(
        "select * from endpoint_states",
      );
      for (const { endpoint, status } of statuses) {
        let last = "UNKNOWN";
        let lastAt = 0;
        const own = transitions.filter((one) => one.endpoint === endpoint);
        for (const { from_status, to_status, at } of own) {
          expect(from_status).toBe(last);
          expect(to_status).not.toBe(last);
          expect(at).toBeGreaterThanOrEqual(lastAt);
          [last, lastAt] = [to_status, at];
        }
        expect(status).toBe(last);
        const down = own.filter(({ to_status }) => to_status === "DOWN");
        const theirs = incidents.filter((one) => one.endpoint === endpoint);
        expect(theirs.length).toBe(down.length);
        const open = theirs.filter(({ resolved_at }) => resolved_at === null);
        expect(open.length).toBe(status === "DOWN" ? 1 : 0);
        for (const { started_at, resolved_at } of theirs) {
          if (resolved_at !== null) expect(resolved_at).toBeGreaterThan(started_at);
        }
      }
    }),
    { numRuns: RUNS[inject("depth")] },
  );
}, 120_000);

it("[TK12] changes that race from the same state are made once", async () => {
  await storeEndpoint("a", { failureThreshold: 1 });
  await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
  const ticks = [1, 2, 3, 4, 5].map((index) =>
    runTick(tickPortsWith({ probe: failing(["a"]) }), minuteAt(index)),
  );
  const reports = await Promise.all(ticks);
  const changed = reports.map((report) => (report.isClaimed ? report.transitions : 0));
  expect(changed.reduce((sum, count) => sum + count, 0)).toBe(1);
});
