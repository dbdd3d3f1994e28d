import { describe, expect, it, vi } from "vitest";
import { nextDueAt, rhythmOf } from "./domain/schedule";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";
import { probeShards, type Probers } from "./probe/shards";
import { publishStored } from "./publish/publish";
import { findEndpoint, pauseEndpoint, updateEndpoint } from "./store/endpoints";
import { listIncidents } from "./store/incidents";
import {
  allAnswer,
  allFail,
  ANSWERED,
  count,
  ports,
  rememberedNow,
  rows,
} from "./local/pipeline-fixtures";
import { behave, bindings, db, listen, minute, START, tick, watch } from "./local/workerd-fixtures";

describe("a tick", () => {
  it("[TK1] that runs twice, or twice at once, happens once", async () => {
    await watch("one", { failureThreshold: 1 });
    await behave("one", { status: 500 });
    const all = await listen("all");
    await Promise.all([tick(START), tick(START, "clock"), tick(START)]);
    await tick(START, "clock");
    await tick(minute(1));
    const frames = [await all.next(), await all.next()];
    expect(frames.map(({ events }) => events.length)).toEqual([2, 0]);
    expect(await count("ticks")).toBe(2);
    expect(await count("transitions")).toBe(1);
    expect(await count("incidents")).toBe(1);
  });

  it("[TK2] that cannot be stored publishes nothing, and the next one recovers", async () => {
    await watch("one", { failureThreshold: 1 });
    const publish = vi.fn(() => Promise.resolve());
    const broken = ports({
      probe: allFail,
      publish,
      store: () => Promise.reject(new Error("D1 is away")),
    });
    await expect(runTick(broken, START)).rejects.toThrow("D1 is away");
    expect(publish).not.toHaveBeenCalled();
    const report = await runTick(ports({ probe: allFail, publish }), minute(1));
    expect(report).toMatchObject({ taken: true, transitions: 1 });
    expect(publish).toHaveBeenCalledOnce();
  });

  it("[TK2] is not failed by a room that cannot be told", async () => {
    await watch("one");
    const renewed: string[] = [];
    const publish: TickPorts["publish"] = (stored) =>
      publishStored(stored, {
        publish: () => Promise.reject(new Error("the room is away")),
        renew: (room) => Promise.resolve(void renewed.push(room)),
        pageNews: () => Promise.resolve(new Map()),
      });
    expect(await runTick(ports({ probe: allAnswer, publish }), START)).toMatchObject({
      taken: true,
    });
    expect(await rows("select stored_at from ticks")).toEqual([{ stored_at: START }]);
    expect(renewed).toEqual(["all"]);
  });

  it("[TK3] whose change lost its race neither stores nor tells it", async () => {
    await watch("one", { failureThreshold: 1 });
    const before = await rememberedNow("one", START);
    await runTick(ports({ probe: allAnswer }), START);
    const late = ports({ recall: () => Promise.resolve(before), probe: allFail });
    expect(await runTick(late, minute(1))).toMatchObject({ taken: true, transitions: 0 });
    expect(await rows("select status from status")).toEqual([{ status: "UP" }]);
    expect(await count("incidents")).toBe(0);
  });

  it("[TK3] whose endpoint was paused meanwhile says nothing of it", async () => {
    await watch("one", { failureThreshold: 1 });
    const pausing: TickPorts["probe"] = async function* (due, at) {
      const record = await findEndpoint(db, "one", at);
      await updateEndpoint(db, record!, { paused: true });
      await pauseEndpoint(db, "one", at);
      yield* allFail(due, at);
    };
    expect(await runTick(ports({ probe: pausing }), START)).toMatchObject({ transitions: 0 });
    const stale = await rememberedNow("one", START);
    expect(stale.size).toBe(0);
    expect(await rows("select status from status")).toEqual([{ status: "UNKNOWN" }]);
    expect(await count("incidents")).toBe(0);
  });

  it("[TK8] that hangs holds up neither the others nor the ticks after it", async () => {
    await watch("slow", { intervalSeconds: 10 });
    await watch("quick", { intervalSeconds: 10 });
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const half: TickPorts["probe"] = async function* (due, at) {
      const of = (id: string) => due.filter(({ endpoint }) => endpoint.id === id);
      yield* allFail(of("quick"), at);
      if (at === START) await held;
      yield* allFail(of("slow"), at);
    };
    const publish = vi.fn<TickPorts["publish"]>(() => Promise.resolve());
    const first = runTick(ports({ probe: half, publish }), START);
    await vi.waitFor(() => expect(publish).toHaveBeenCalledOnce());
    await runTick(ports({ probe: half, publish }), START + 10_000);
    const told = publish.mock.calls.flatMap(([{ changes }]) => changes);
    expect(told.flatMap(({ transition }) => transition ?? [])).toEqual([
      { from: "UNKNOWN", to: "DOWN", at: START + 10_000, since: START },
    ]);
    release();
    expect(await first).toMatchObject({ checks: [{}, {}] });
    const [tick] = await rows<{ results: ArrayBuffer }>("select results from ticks order by at");
    expect(tick!.results).toHaveLength(28);
  });

  it("[IN2] never opens a second incident, even from the same state at once", async () => {
    await watch("one", { failureThreshold: 1 });
    const before = await rememberedNow("one", START);
    const same = ports({ recall: () => Promise.resolve(before), probe: allFail });
    const reports = await Promise.all([0, 1, 2, 3].map((index) => runTick(same, minute(index))));
    expect(reports.filter((report) => report.taken && report.transitions === 1).length).toBe(1);
    const open = { status: "open", endpointId: "one", merged: null } as const;
    const { data } = await listIncidents(db, open, { limit: 9, cursor: null });
    expect(data.length).toBe(1);
    expect(await count("transitions")).toBe(1);
  });

  it("[TK4] writes two rows when nothing changes, and a bounded few when all does", async () => {
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => watch(`e${index}`, { failureThreshold: 1 })),
    );
    await runTick(ports({ probe: allAnswer }), START);
    expect(await runTick(ports({ probe: allAnswer }), minute(1))).toMatchObject({ rowsWritten: 2 });
    const batch = vi.spyOn(bindings.DB, "batch");
    const down = await runTick(ports({ probe: allFail }), minute(2));
    expect(down).toMatchObject({ transitions: 300 });
    const statements = batch.mock.calls.reduce((sum, [list]) => sum + list.length, 0);
    // Eleven: the claim's four, five of changes with what is to be told of them, results, expiry.
    expect(statements).toBeLessThanOrEqual(11);
    batch.mockRestore();
    expect(await count("incidents")).toBe(300);
    expect(await runTick(ports({ probe: allAnswer }), minute(3))).toMatchObject({
      transitions: 300,
    });
    expect(await rows("select count(*) as open from incidents where resolved_at is null")).toEqual([
      { open: 0 },
    ]);
  });

  it("[TK5] that loses a shard says nothing about the shard's endpoints", async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => watch(`e${index}`, { failureThreshold: 1 })),
    );
    let shards = 0;
    const well = [{ region: null, observation: ANSWERED, verdict: { health: "healthy" } as const }];
    const probers: Probers = {
      probe: (shard) =>
        shards++ === 0
          ? Promise.reject(new Error("the prober is away"))
          : Promise.resolve({ prompt: { looks: shard.map(() => well), left: [] }, rest: null }),
      dispatch: () => Promise.reject(new Error("nobody is to be dispatched")),
    };
    const probe: TickPorts["probe"] = (due, at) => probeShards(due, at, probers);
    const report = await runTick(ports({ probe }), START);
    expect(report.taken && report.checks.length).toBe(24);
    expect(
      await rows("select status, count(*) as n from status group by status order by 1"),
    ).toEqual([
      { status: "UNKNOWN", n: 6 },
      { status: "UP", n: 24 },
    ]);
  });

  it("[TK6] after a silence records the silence", async () => {
    await runTick(ports(), START);
    await runTick(ports(), minute(2));
    expect(await count("gaps")).toBe(0);
    await runTick(ports(), minute(30));
    expect(await rows("select * from gaps")).toEqual([
      { started_at: minute(2), ended_at: minute(30) },
    ]);
  });

  it("[TK14] that died is made up for by the next one, once", async () => {
    await watch("hourly", { intervalSeconds: 3_600 });
    await watch("minutely");
    const rhythm = rhythmOf({ id: "hourly", kind: "http", intervalSeconds: 3_600 });
    const at = nextDueAt(rhythm, START);
    const dies = ports({ store: () => Promise.reject(new Error("killed")) });
    await expect(runTick(dies, at)).rejects.toThrow("killed");
    const checked = async (tick: number) => {
      const report = await runTick(ports(), tick);
      return report.taken ? report.checks.map(({ endpoint }) => endpoint.id).sort() : null;
    };
    // It may still be under way after a minute, and is over after two.
    expect(await checked(at + 60_000)).toEqual(["minutely"]);
    expect(await checked(at + 120_000)).toEqual(["hourly", "minutely"]);
    expect(await checked(at + 180_000)).toEqual(["minutely"]);
    expect(await count("ticks")).toBe(3);
  });

  it("[TK7] clears away what is older than 48 hours and rolled up, some at a time", async () => {
    const hours = 60;
    for (let index = 0; index < 15; index++) await runTick(ports(), minute(index));
    await runTick(ports(), minute(49 * hours));
    expect(await count("ticks")).toBe(16);
    await bindings.DB.prepare("insert into rollups values (1, ?, 0)").bind(START).run();
    await runTick(ports(), minute(49 * hours) + 10_000);
    expect(await count("ticks")).toBe(7);
    await runTick(ports(), minute(49 * hours + 1));
    expect(await count("ticks")).toBe(3);
  });
});
