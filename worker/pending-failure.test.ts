import { describe, expect, it, vi } from "vitest";
import type { Endpoint } from "./domain/checks/endpoint";
import type { Observation } from "./domain/checks/observation";
import {
  allAnswer,
  allFail,
  ANSWERED_OBSERVATION,
  completedCheckOf,
  countRowsIn,
  FAILED_OBSERVATION,
  tickPortsWith,
  queryRows,
  probeEach,
} from "./test/fixtures/pipeline";
import { FIRST_EDIT } from "./test/fixtures/edits";
import { db, minuteAt, storeEndpoint } from "./test/fixtures/worker";
import { runTick } from "./pipeline";
import type { TickPorts } from "./ports";
import { loadForRetry } from "./store/due-endpoints";
import { findEndpoint, updateEndpoint } from "./store/endpoints";
import { insertMaintenance } from "./store/maintenances";

const statuses = async () =>
  Object.fromEntries(
    (
      await queryRows<{ id: string; status: string }>(
        "select id, status from endpoint_states join endpoints on number = endpoint order by id",
      )
    ).map(({ id, status }) => [id, status]),
  );
const messages = () =>
  queryRows<{ error_message: string | null }>(
    "select error_message from endpoint_states join endpoints on number = endpoint order by id",
  );
const only =
  (ids: string[], observation: Observation) =>
  ({ id }: Endpoint) =>
    ids.includes(id) ? observation : ANSWERED_OBSERVATION;

describe("what depends on others", () => {
  const behind = async (failureThreshold = 1) => {
    await storeEndpoint("c-router", { failureThreshold });
    await storeEndpoint("b-switch", { failureThreshold, dependsOn: ["c-router"] });
    await storeEndpoint("a-shop", { failureThreshold, dependsOn: ["b-switch"] });
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
  };

  it("[TK10] [DP1] is decided after them, in the same tick: one incident, not three", async () => {
    await behind();
    await runTick(tickPortsWith({ probe: allFail }), minuteAt(1));
    expect(await statuses()).toEqual({
      "a-shop": "UNKNOWN",
      "b-switch": "UNKNOWN",
      "c-router": "DOWN",
    });
    const through = { error_message: "unreachable through c-router" };
    expect((await messages()).slice(0, 2)).toEqual([through, through]);
    expect(await countRowsIn("incidents")).toBe(1);
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(2));
    expect(await statuses()).toEqual({ "a-shop": "UP", "b-switch": "UP", "c-router": "UP" });
  });

  it("[DP1] opens an incident of its own when that is back and it still fails", async () => {
    await behind();
    await runTick(tickPortsWith({ probe: allFail }), minuteAt(1));
    await runTick(
      tickPortsWith({ probe: probeEach(only(["a-shop"], FAILED_OBSERVATION)) }),
      minuteAt(2),
    );
    expect(await statuses()).toMatchObject({ "a-shop": "DOWN", "c-router": "UP" });
    expect(await queryRows("select started_at from incidents where resolved_at is null")).toEqual([
      { started_at: minuteAt(2) },
    ]);
  });

  it("[DP2] waits for one that hangs, though it failed long before", async () => {
    await behind();
    const again = vi.fn<TickPorts["scheduleRetries"]>(() => Promise.resolve());
    const slowRouter: TickPorts["probe"] = async function* (due, at) {
      await Promise.resolve();
      const of = (isRouter: boolean) =>
        due
          .filter(({ endpoint }) => (endpoint.id === "c-router") === isRouter)
          .map(({ endpoint }) => completedCheckOf(endpoint, FAILED_OBSERVATION, at));
      yield of(false);
      expect(await statuses()).toMatchObject({ "a-shop": "UP", "b-switch": "UP" });
      expect(again).not.toHaveBeenCalled();
      yield of(true);
    };
    await runTick(tickPortsWith({ probe: slowRouter, scheduleRetries: again }), minuteAt(1));
    expect(await statuses()).toMatchObject({ "a-shop": "UP", "c-router": "DOWN" });
    await runTick(tickPortsWith({ probe: allFail }), minuteAt(2));
    expect(await statuses()).toMatchObject({ "a-shop": "UNKNOWN", "b-switch": "UNKNOWN" });
    expect(await countRowsIn("incidents")).toBe(1);
  });
});

it("[MT1] work on what it is reached through is no outage of what is behind it", async () => {
  await storeEndpoint("router", { failureThreshold: 1 });
  await storeEndpoint("shop", { failureThreshold: 1, dependsOn: ["router"] });
  await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
  await insertMaintenance(db, {
    id: "m",
    title: "New router",
    endpointIds: ["router"],
    startsAt: minuteAt(1),
    endsAt: minuteAt(3),
    recurrence: null,
    timeZone: "UTC",
    createdAt: 0,
    updatedAt: 0,
  });
  for (const index of [1, 2]) await runTick(tickPortsWith({ probe: allFail }), minuteAt(index));
  expect(await statuses()).toEqual({ router: "UP", shop: "UP" });
  await runTick(tickPortsWith({ probe: allFail }), minuteAt(3));
  expect(await statuses()).toEqual({ router: "DOWN", shop: "UNKNOWN" });
});

it("[TK3] a look at what was changed meanwhile says nothing", async () => {
  await storeEndpoint("shop", { failureThreshold: 1 });
  const changing: TickPorts["probe"] = async function* (due, at) {
    const record = await findEndpoint(db, "shop", at);
    await updateEndpoint(db, record!, { url: "https://elsewhere.example/" }, FIRST_EDIT);
    yield* allFail(due, at);
  };
  expect(await runTick(tickPortsWith({ probe: changing }), minuteAt(0))).toMatchObject({
    checks: [],
  });
  expect(await statuses()).toEqual({ shop: "UNKNOWN" });
  await runTick(tickPortsWith({ probe: allFail }), minuteAt(1));
  expect(await statuses()).toEqual({ shop: "DOWN" });
});

describe("our own network", () => {
  const lostAll: TickPorts["checkConnectivity"] = (failed) =>
    Promise.resolve(new Set(failed.map(({ number }) => number)));

  it("[TK9] that is lost is nobody's outage, and no uptime", async () => {
    for (const id of ["a", "b"]) await storeEndpoint(id, { failureThreshold: 1 });
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(0));
    await runTick(tickPortsWith({ probe: allFail, checkConnectivity: lostAll }), minuteAt(1));
    expect(await statuses()).toEqual({ a: "UNKNOWN", b: "UNKNOWN" });
    expect((await messages())[0]).toEqual({ error_message: "not known: our own network was lost" });
    expect(await countRowsIn("incidents")).toBe(0);
    await runTick(tickPortsWith({ probe: allAnswer }), minuteAt(2));
    expect(await statuses()).toEqual({ a: "UP", b: "UP" });
  });

  it("[TK9] is not asked about what answered, nor about what never was well", async () => {
    await storeEndpoint("new", { failureThreshold: 1 });
    await storeEndpoint("well", { failureThreshold: 1 });
    const asked = vi.fn<TickPorts["checkConnectivity"]>(() => Promise.resolve(new Set()));
    const looking = (probe: TickPorts["probe"], index: number) =>
      runTick(tickPortsWith({ probe, checkConnectivity: asked }), minuteAt(index));
    await looking(probeEach(only(["new"], FAILED_OBSERVATION)), 0);
    await looking(probeEach(only(["well"], { ...ANSWERED_OBSERVATION, statusCode: 503 })), 1);
    expect(asked).not.toHaveBeenCalled();
    await looking(allAnswer, 2);
    await looking(allFail, 3);
    expect(asked.mock.calls.map(([failed]) => failed.length)).toEqual([2]);
    expect(await statuses()).toEqual({ new: "DOWN", well: "DOWN" });
  });
});

describe("what fails and decides nothing yet", () => {
  it("[TK11] is to be looked at again, until it is decided", async () => {
    await storeEndpoint("quick", { failureThreshold: 3, retryDelaySeconds: 5 });
    await storeEndpoint("patient", { failureThreshold: 3, retryDelaySeconds: null });
    const again = vi.fn<TickPorts["scheduleRetries"]>(() => Promise.resolve());
    for (const index of [0, 1, 2, 3]) {
      await runTick(tickPortsWith({ probe: allFail, scheduleRetries: again }), minuteAt(index));
    }
    expect(again.mock.calls.map(([list]) => list.map(({ id }) => id))).toEqual([
      ["quick"],
      ["quick"],
    ]);
  });

  it("[TK11] is looked at again together, however many there are", async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `e${index}`);
    await Promise.all(ids.map((id) => storeEndpoint(id)));
    const loadDueEndpoints: TickPorts["loadDueEndpoints"] = (at) => loadForRetry(db, ids, at);
    const report = await runTick(tickPortsWith({ loadDueEndpoints }), minuteAt(0) + 7);
    expect(report.isClaimed && report.checks.length).toBe(150);
  });
});
