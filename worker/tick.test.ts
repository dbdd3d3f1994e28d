import { describe, expect, it, vi } from "vitest";
import { nextDueAt, scheduleOf } from "./domain/schedule";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";
import { probeShards, type Probers } from "./probe/shards";
import { publishTick } from "./publish/publish";
import { findEndpoint, pauseEndpoint, updateEndpoint } from "./store/endpoints";
import { FIRST_EDIT } from "./test/fixtures/edits";
import { listIncidents } from "./store/incidents";
import {
  allAnswer,
  allFail,
  ANSWERED_OBSERVATION,
  countRowsIn,
  tickPortsWith,
  snapshotNow,
  queryRows,
} from "./test/fixtures/pipeline";
import {
  setBehaviour,
  bindings,
  db,
  openRoomSocket,
  minuteAt,
  TEST_START,
  runTickAt,
  storeEndpoint,
} from "./test/fixtures/worker";

describe("a tick", () => {
  it("[TK1] that runs twice, or twice at once, happens once", async () => {
    await storeEndpoint("one", { failureThreshold: 1 });
    await setBehaviour("one", { status: 500 });
    const all = await openRoomSocket("all");
    await Promise.all([
      runTickAt(TEST_START),
      runTickAt(TEST_START, "clock"),
      runTickAt(TEST_START),
    ]);
    await runTickAt(TEST_START, "clock");
    await runTickAt(minuteAt(1));
    const frames = [await all.next(), await all.next()];
    expect(frames.map(({ events }) => events.length)).toEqual([2, 0]);
    expect(await countRowsIn("ticks")).toBe(2);
    expect(await countRowsIn("transitions")).toBe(1);
    expect(await countRowsIn("incidents")).toBe(1);
  });

  it("[TK2] that cannot be stored publishes nothing, and the next one recovers", async () => {
    await storeEndpoint("one", { failureThreshold: 1 });
    const publish = vi.fn(() => Promise.resolve());
    const broken = tickPortsWith({
      probe: allFail,
      publish,
      store: () => Promise.reject(new Error("D1 is away")),
    });
    await expect(runTick(broken, TEST_START)).rejects.toThrow("D1 is away");
    expect(publish).not.toHaveBeenCalled();
    const report = await runTick(tickPortsWith({ probe: allFail, publish }), minuteAt(1));
    expect(report).toMatchObject({ isClaimed: true, transitions: 1 });
    expect(publish).toHaveBeenCalledOnce();
  });

  it("[TK2] is not failed by a room that cannot be told", async () => {
    await storeEndpoint("one");
    const renewed: string[] = [];
    const publish: TickPorts["publish"] = (stored) =>
      publishTick(stored, {
        publish: () => Promise.reject(new Error("the room is away")),
        scheduleReset: (room) => Promise.resolve(void renewed.push(room)),
        pageEvents: () => Promise.resolve(new Map()),
      });
    expect(await runTick(tickPortsWith({ probe: allAnswer, publish }), TEST_START)).toMatchObject({
      isClaimed: true,
    });
    expect(await queryRows("select stored_at from ticks")).toEqual([{ stored_at: TEST_START }]);
    expect(renewed).toEqual(["all"]);
  });

  it("[TK3] whose change lost its race neither stores nor tells it", async () => {
    await storeEndpoint("one", { failureThreshold: 1 });
    const before = await snapshotNow("one", TEST_START);
    await runTick(tickPortsWith({ probe: allAnswer }), TEST_START);
    const late = tickPortsWith({ loadSnapshots: () => Promise.resolve(before), probe: allFail });
    expect(await runTick(late, minuteAt(1))).toMatchObject({ isClaimed: true, transitions: 0 });
    expect(await queryRows("select status from endpoint_states")).toEqual([{ status: "UP" }]);
    expect(await countRowsIn("incidents")).toBe(0);
  });

  it("[TK3] whose endpoint was paused meanwhile says nothing of it", async () => {
    await storeEndpoint("one", { failureThreshold: 1 });
    const pausing: TickPorts["probe"] = async function* (due, at) {
      const record = await findEndpoint(db, "one", at);
      await updateEndpoint(db, record!, { paused: true }, FIRST_EDIT);
      await pauseEndpoint(db, "one", at);
      yield* allFail(due, at);
    };
    expect(await runTick(tickPortsWith({ probe: pausing }), TEST_START)).toMatchObject({
      transitions: 0,
    });
    const stale = await snapshotNow("one", TEST_START);
    expect(stale.size).toBe(0);
    expect(await queryRows("select status from endpoint_states")).toEqual([{ status: "UNKNOWN" }]);
    expect(await countRowsIn("incidents")).toBe(0);
  });

  it("[TK8] that hangs holds up neither the others nor the ticks after it", async () => {
    await storeEndpoint("slow", { intervalSeconds: 10 });
    await storeEndpoint("quick", { intervalSeconds: 10 });
    let release = () => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    const pausingProbe: TickPorts["probe"] = async function* (due, at) {
      const of = (id: string) => due.filter(({ endpoint }) => endpoint.id === id);
      yield* allFail(of("quick"), at);
      if (at === TEST_START) await blocked;
      yield* allFail(of("slow"), at);
    };
    const publish = vi.fn<TickPorts["publish"]>(() => Promise.resolve());
    const first = runTick(tickPortsWith({ probe: pausingProbe, publish }), TEST_START);
    await vi.waitFor(() => expect(publish).toHaveBeenCalledOnce());
    await runTick(tickPortsWith({ probe: pausingProbe, publish }), TEST_START + 10_000);
    const published = publish.mock.calls.flatMap(([{ changes }]) => changes);
    expect(published.flatMap(({ transition }) => transition ?? [])).toEqual([
      { from: "UNKNOWN", to: "DOWN", at: TEST_START + 10_000, since: TEST_START },
    ]);
    release();
    expect(await first).toMatchObject({ checks: [{}, {}] });
    const [tick] = await queryRows<{ results: ArrayBuffer }>(
      "select results from ticks order by at",
    );
    expect(tick!.results).toHaveLength(28);
  });

  it("[IN2] never opens a second incident, even from the same state at once", async () => {
    await storeEndpoint("one", { failureThreshold: 1 });
    const before = await snapshotNow("one", TEST_START);
    const same = tickPortsWith({ loadSnapshots: () => Promise.resolve(before), probe: allFail });
    const reports = await Promise.all([0, 1, 2, 3].map((index) => runTick(same, minuteAt(index))));
    expect(reports.filter((report) => report.isClaimed && report.transitions === 1).length).toBe(1);
    const open = { status: "open", endpointId: "one", merged: null } as const;
    const { data } = await listIncidents(db, open, { limit: 9, cursor: null });
    expect(data.length).toBe(1);
    expect(await countRowsIn("transitions")).toBe(1);
  });

  it("[TK4] writes two rows when nothing changes, and a bounded few when all does", async () => {
    await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        storeEndpoint(`e${index}`, { failureThreshold: 1 }),
      ),
    );
    await runTick(tickPortsWith({ probe: allAnswer }), TEST_START);
    expect(await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(1))).toMatchObject({
      rowsWritten: 2,
    });
    const batch = vi.spyOn(bindings.DB, "batch");
    const down = await runTick(tickPortsWith({ probe: allFail }), minuteAt(2));
    expect(down).toMatchObject({ transitions: 300 });
    const statements = batch.mock.calls.reduce((sum, [list]) => sum + list.length, 0);
    // Eleven: the claim's four, five of changes with what is to be told of them, results, expiry.
    expect(statements).toBeLessThanOrEqual(11);
    batch.mockRestore();
    expect(await countRowsIn("incidents")).toBe(300);
    expect(await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(3))).toMatchObject({
      transitions: 300,
    });
    expect(
      await queryRows("select count(*) as open from incidents where resolved_at is null"),
    ).toEqual([{ open: 0 }]);
  });

  it("[TK5] that loses a shard says nothing about the shard's endpoints", async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => storeEndpoint(`e${index}`, { failureThreshold: 1 })),
    );
    let shards = 0;
    const healthyResults = [
      { region: null, observation: ANSWERED_OBSERVATION, verdict: { health: "healthy" } as const },
    ];
    const probers: Probers = {
      probe: (shard) =>
        shards++ === 0
          ? Promise.reject(new Error("the prober is away"))
          : Promise.resolve({
              prompt: { results: shard.map(() => healthyResults), deferred: [] },
              late: null,
            }),
      dispatch: () => Promise.reject(new Error("nobody is to be dispatched")),
    };
    const probe: TickPorts["probe"] = (due, at) => probeShards(due, at, probers);
    const report = await runTick(tickPortsWith({ probe }), TEST_START);
    expect(report.isClaimed && report.checks.length).toBe(24);
    expect(
      await queryRows(
        "select status, count(*) as n from endpoint_states group by status order by 1",
      ),
    ).toEqual([
      { status: "UNKNOWN", n: 6 },
      { status: "UP", n: 24 },
    ]);
  });

  it("[TK6] after a silence records the silence", async () => {
    await runTick(tickPortsWith(), TEST_START);
    await runTick(tickPortsWith(), minuteAt(2));
    expect(await countRowsIn("monitoring_gaps")).toBe(0);
    await runTick(tickPortsWith(), minuteAt(30));
    expect(await queryRows("select * from monitoring_gaps")).toEqual([
      { started_at: minuteAt(2), ended_at: minuteAt(30) },
    ]);
  });

  it("[TK14] that died is made up for by the next one, once", async () => {
    await storeEndpoint("hourly", { intervalSeconds: 3_600 });
    await storeEndpoint("minutely");
    const schedule = scheduleOf({ id: "hourly", kind: "http", intervalSeconds: 3_600 });
    const at = nextDueAt(schedule, TEST_START);
    const dies = tickPortsWith({ store: () => Promise.reject(new Error("killed")) });
    await expect(runTick(dies, at)).rejects.toThrow("killed");
    const checked = async (tick: number) => {
      const report = await runTick(tickPortsWith(), tick);
      return report.isClaimed ? report.checks.map(({ endpoint }) => endpoint.id).sort() : null;
    };
    // It may still be under way after a minute, and is over after two.
    expect(await checked(at + 60_000)).toEqual(["minutely"]);
    expect(await checked(at + 120_000)).toEqual(["hourly", "minutely"]);
    expect(await checked(at + 180_000)).toEqual(["minutely"]);
    expect(await countRowsIn("ticks")).toBe(3);
  });

  it("[TK7] clears away what is older than 48 hours and rolled up, some at a time", async () => {
    const hours = 60;
    for (let index = 0; index < 15; index++) await runTick(tickPortsWith(), minuteAt(index));
    await runTick(tickPortsWith(), minuteAt(49 * hours));
    expect(await countRowsIn("ticks")).toBe(16);
    await bindings.DB.prepare("insert into rollup_cursor values (1, ?, 0)").bind(TEST_START).run();
    await runTick(tickPortsWith(), minuteAt(49 * hours) + 10_000);
    expect(await countRowsIn("ticks")).toBe(7);
    await runTick(tickPortsWith(), minuteAt(49 * hours + 1));
    expect(await countRowsIn("ticks")).toBe(3);
  });
});
