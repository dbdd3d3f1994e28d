import { describe, expect, it } from "vitest";
import {
  fetchApi,
  createThroughApi,
  openRoomSocket,
  minuteAt,
  sendJson,
  TEST_START,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import { setBehaviour } from "../test/fixtures/worker";
import type { EndpointView, MaintenanceList, MaintenanceView } from "../protocol/api";

const iso = (at: number) => new Date(at).toISOString();
const HOUR = 3_600_000;
const SOON = Date.now() + HOUR;

/** A maintenance that is under way, unless the fields say otherwise. */
async function plan(endpointIds: string[], fields: object = {}) {
  const body = {
    title: "New disks",
    endpointIds,
    startsAt: iso(Date.now() - HOUR),
    endsAt: iso(SOON),
    timeZone: "Asia/Seoul",
    ...fields,
  };
  const response = await sendJson("POST", "/maintenances", body);
  return { status: response.status, body: await response.json<MaintenanceView>() };
}

describe("a maintenance", () => {
  it("[MT2] is made, read, changed and removed", async () => {
    const id = await storeEndpoint("shop");
    const { status, body } = await plan([id], { recurrence: "0 3 * * 0" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ title: "New disks", endpointIds: [id], isActive: true });
    expect(body.occurrences.length).toBeGreaterThan(10);
    const list = await (await fetchApi("/maintenances")).json<MaintenanceList>();
    expect(list).toMatchObject({ data: [body], live: { seq: expect.any(Number) } });
    const shown = async () => (await fetchApi(`/endpoints/${id}`)).json<EndpointView>();
    expect((await shown()).maintenance).toEqual({
      id: body.id,
      title: "New disks",
      endsAt: body.endsAt,
    });
    const later = { startsAt: iso(SOON), endsAt: iso(SOON + HOUR), recurrence: null };
    const changed = await sendJson("PATCH", `/maintenances/${body.id}`, later);
    expect(await changed.json()).toMatchObject({ isActive: false, occurrences: [{}] });
    expect((await shown()).maintenance).toBeNull();
    expect((await sendJson("DELETE", `/maintenances/${body.id}`, "")).status).toBe(204);
    expect((await fetchApi(`/maintenances/${body.id}`)).status).toBe(404);
  });

  it("[MT4] is told when people begin and end it", async () => {
    const id = await storeEndpoint("shop");
    const [all, own] = [await openRoomSocket("all"), await openRoomSocket(`endpoint:${id}`)];
    const { body } = await plan([id]);
    const started = await all.next();
    expect(started.events).toMatchObject([
      { type: "maintenance:started", data: { maintenanceId: body.id, endpointIds: [id] } },
    ]);
    expect((await own.next()).events).toEqual(started.events);
    await sendJson("DELETE", `/maintenances/${body.id}`, "");
    expect((await all.next()).events).toMatchObject([{ type: "maintenance:ended" }]);
  });

  it("[MT1] [MT4] begins and ends with a tick, and opens no incident between", async () => {
    const id = await storeEndpoint("shop", { failureThreshold: 1 });
    await storeEndpoint("mail");
    const { body } = await plan([id], {
      startsAt: iso(TEST_START + 90_000),
      endsAt: iso(TEST_START + 210_000),
      recurrence: "0 3 1 1 *",
    });
    const [all, own] = [await openRoomSocket("all"), await openRoomSocket(`endpoint:${id}`)];
    await runTickAt(minuteAt(0));
    await setBehaviour(id, { status: 500 });
    const events = [];
    for (const index of [1, 2, 3, 4]) await runTickAt(minuteAt(index + 0));
    for (let frame = 0; frame < 5; frame++) events.push((await all.next()).events);
    const types = events.map((frame) => frame.map(({ type }) => type));
    expect(types[1]).toEqual(["endpoint:status-changed", "incident:started"]);
    expect(types[2]).toEqual(["maintenance:started"]);
    expect(types[3]).toEqual([]);
    expect(types[4]).toEqual(["maintenance:ended"]);
    expect(events[2]![0]).toMatchObject({ data: { maintenanceId: body.id } });
    const received = [];
    for (let frame = 0; frame < 5; frame++) received.push(...(await own.next()).events);
    expect(received.map(({ type }) => type)).toContain("maintenance:ended");
  });

  it.each([
    ["endsAt", { endsAt: iso(Date.now() - 2 * HOUR) }],
    ["endsAt", { startsAt: iso(Date.now() - 3 * HOUR), endsAt: iso(Date.now() - HOUR) }],
    ["endsAt", { endsAt: iso(SOON + 31 * 24 * HOUR) }],
    ["startsAt", { startsAt: "tomorrow" }],
    ["timeZone", { timeZone: "Mars/Olympus" }],
    ["recurrence", { recurrence: "0 0 31 2 *" }],
    ["recurrence", { recurrence: "every day" }],
    ["endpointIds", { endpointIds: [] }],
    ["endpointIds", { endpointIds: ["nobody"] }],
    ["startsAt", { startsAt: "2026-11-23 (x)" }],
    ["title", { title: "" }],
    ["colour", { colour: "blue" }],
  ])("[AP12] [MT5] %s is refused in %j", async (field, fields) => {
    const { body: shop } = await createThroughApi();
    const { status, body } = await plan([shop.id], fields);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { fields: { [field]: expect.any(String) } } });
    expect((await (await fetchApi("/maintenances")).json<MaintenanceList>()).data).toEqual([]);
  });

  it("[AP12] forgets an endpoint that is deleted, and can still be changed", async () => {
    for (const id of ["a", "b"]) await storeEndpoint(id);
    expect((await plan(["a", "a"])).status).toBe(400);
    const { body } = await plan(["a", "b"]);
    await sendJson("DELETE", "/endpoints/a", "");
    const changed = await sendJson("PATCH", `/maintenances/${body.id}`, { title: "Still" });
    expect(await changed.json()).toMatchObject({ title: "Still", endpointIds: ["b"] });
  });

  it("[AP4] lists go on with a cursor", async () => {
    const id = await storeEndpoint("shop");
    for (let index = 0; index < 5; index++) await plan([id], { title: `No ${index}` });
    const titles: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const from: string = cursor && `&cursor=${cursor}`;
      const page: MaintenanceList = await (await fetchApi(`/maintenances?limit=2${from}`)).json();
      titles.push(...page.data.map(({ title }) => title));
      cursor = page.nextCursor;
    }
    expect(titles.toSorted()).toEqual([0, 1, 2, 3, 4].map((index) => `No ${index}`));
  });
});
