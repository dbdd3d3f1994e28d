import { describe, expect, it } from "vitest";
import {
  actOnIncident,
  failEndpoints,
  fetchIncidents,
  fetchIncident,
} from "../test/fixtures/incidents";
import {
  fetchApi,
  setBehaviour,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
} from "../test/fixtures/worker";

describe("failures that belong together", () => {
  it("[IW2] become one incident within two minutes, each interval its own row, over with the last", async () => {
    const ids = await failEndpoints({ a: 0, b: 1, c: 2, d: 4 });
    const lead = ids["a"]!;
    const leading = await fetchIncidents("status=open&merged=false");
    expect(leading.map(({ id }) => id)).toEqual([ids["d"], lead]);
    expect(await fetchIncident(lead)).toMatchObject({
      affectedCount: 3,
      affected: [{ endpointId: "a" }, { endpointId: "b" }, { endpointId: "c" }],
      merged: [{ endpointId: "b", mergedInto: lead }, { endpointId: "c" }],
    });
    const all = await openRoomSocket("all");
    for (const id of ["a", "b"]) await setBehaviour(id, { status: 200 });
    await runTickAt(minuteAt(5));
    expect(await fetchIncident(lead)).toMatchObject({
      status: "resolved",
      state: "investigating",
      closedAt: null,
    });
    await setBehaviour("c", { status: 200 });
    await runTickAt(minuteAt(6));
    expect(await fetchIncident(lead)).toMatchObject({
      state: "resolved",
      closedAt: new Date(minuteAt(6)).toISOString(),
    });
    const updates = [await all.next(), await all.next()].map(({ events }) =>
      events.filter(({ type }) => type === "incident:updated"),
    );
    expect(updates).toMatchObject([
      [{ data: { incidentId: lead, incident: { state: "investigating" }, act: null } }],
      [{ data: { incidentId: lead, incident: { state: "resolved" } } }],
    ]);
  });

  it("[IW2] the time is a setting, and none merges nothing", async () => {
    expect(
      await (await sendJson("PATCH", "/settings", { mergeIncidentsWithinSeconds: -1 })).json(),
    ).toMatchObject({
      error: { code: "invalid" },
    });
    await sendJson("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 });
    await failEndpoints({ a: 0, b: 0 });
    expect((await fetchIncidents("status=open&merged=false")).length).toBe(2);
    expect(await (await fetchApi("/settings")).json()).toMatchObject({
      mergeIncidentsWithinSeconds: 0,
    });
  });

  it("[IW2] in one tick have the earliest as their lead, whichever ends first", async () => {
    const ids = await failEndpoints({ a: 0, b: 0, c: 0 });
    const leading = await fetchIncidents("status=open&merged=false");
    expect(leading.length).toBe(1);
    expect(Object.values(ids)).toContain(leading[0]!.id);
    expect(leading[0]!.affectedCount).toBe(3);
  });

  it("[IW3] are merged and separated by hand", async () => {
    const ids = await failEndpoints({ a: 0, b: 4 });
    await actOnIncident("POST", `/${ids["b"]}/acknowledge`);
    const merged = await actOnIncident("POST", `/${ids["b"]}/merge`, { into: ids["a"] });
    expect(merged.body).toMatchObject({ id: ids["a"], merged: [{ id: ids["b"] }] });
    const apart = await actOnIncident("POST", `/${ids["b"]}/unmerge`);
    // Whoever took on one of them is on the whole, and then on each.
    const acknowledged = { acknowledgedBy: "owner" };
    expect(merged.body).toMatchObject(acknowledged);
    expect(await fetchIncident(ids["a"]!)).toMatchObject(acknowledged);
    expect(apart.body).toMatchObject({
      ...{ id: ids["b"], mergedInto: null, state: "investigating" },
      ...acknowledged,
    });
    expect((await fetchIncident(ids["a"]!)).merged).toEqual([]);
    for (const wrong of [`/${ids["a"]}/unmerge`, `/${ids["a"]}/merge`]) {
      expect(
        (await actOnIncident("POST", wrong, wrong.endsWith("merge") ? { into: ids["a"] } : {}))
          .status,
      ).toBe(409);
    }
  });

  it("[IW3] an endpoint that goes leaves what others are part of, under its name", async () => {
    const ids = await failEndpoints({ a: 0, b: 0 });
    const [lead] = await fetchIncidents("status=open&merged=false");
    await sendJson("DELETE", `/endpoints/${lead!.endpointId}`, "");
    const other = Object.keys(ids).find((id) => id !== lead!.endpointId)!;
    expect(await fetchIncident(lead!.id)).toMatchObject({
      title: lead!.endpointName,
      endpointId: null,
      closedAt: null,
      affected: [{ endpointId: other }],
    });
    await setBehaviour(other, { status: 200 });
    await runTickAt(minuteAt(1));
    expect((await fetchIncident(lead!.id)).closedAt).not.toBeNull();
  });
});

it("[IW2] a merged incident shows what people do about its lead", async () => {
  const ids = await failEndpoints({ a: 0, b: 1 });
  await actOnIncident("POST", `/${ids["b"]}/acknowledge`);
  const { acknowledgedAt } = await fetchIncident(ids["a"]!);
  expect(acknowledgedAt).not.toBeNull();
  const [merged] = await fetchIncidents("endpointId=b");
  expect(merged).toMatchObject({ id: ids["b"], mergedInto: ids["a"], acknowledgedAt });
});
