import { describe, expect, it } from "vitest";
import { act, down, list, read } from "../local/incident-fixtures";
import { api, behave, listen, minute, send, tick } from "../local/workerd-fixtures";

describe("failures that belong together", () => {
  it("[IW2] become one incident within two minutes, each interval its own row, over with the last", async () => {
    const ids = await down({ a: 0, b: 1, c: 2, d: 4 });
    const lead = ids["a"]!;
    const leading = await list("status=open&merged=false");
    expect(leading.map(({ id }) => id)).toEqual([ids["d"], lead]);
    expect(await read(lead)).toMatchObject({
      affectedCount: 3,
      affected: [{ endpointId: "a" }, { endpointId: "b" }, { endpointId: "c" }],
      merged: [{ endpointId: "b", mergedInto: lead }, { endpointId: "c" }],
    });
    const all = await listen("all");
    for (const id of ["a", "b"]) await behave(id, { status: 200 });
    await tick(minute(5));
    expect(await read(lead)).toMatchObject({
      status: "resolved",
      state: "investigating",
      closedAt: null,
    });
    await behave("c", { status: 200 });
    await tick(minute(6));
    expect(await read(lead)).toMatchObject({
      state: "resolved",
      closedAt: new Date(minute(6)).toISOString(),
    });
    const told = [await all.next(), await all.next()].map(({ events }) =>
      events.filter(({ type }) => type === "incident:updated"),
    );
    expect(told).toMatchObject([
      [{ data: { incidentId: lead, incident: { state: "investigating" }, act: null } }],
      [{ data: { incidentId: lead, incident: { state: "resolved" } } }],
    ]);
  });

  it("[IW2] the time is a setting, and none merges nothing", async () => {
    expect(
      await (await send("PATCH", "/settings", { mergeIncidentsWithinSeconds: -1 })).json(),
    ).toMatchObject({
      error: { code: "invalid" },
    });
    await send("PATCH", "/settings", { mergeIncidentsWithinSeconds: 0 });
    await down({ a: 0, b: 0 });
    expect((await list("status=open&merged=false")).length).toBe(2);
    expect(await (await api("/settings")).json()).toEqual({ mergeIncidentsWithinSeconds: 0 });
  });

  it("[IW2] in one tick have the earliest as their lead, whichever ends first", async () => {
    const ids = await down({ a: 0, b: 0, c: 0 });
    const leading = await list("status=open&merged=false");
    expect(leading.length).toBe(1);
    expect(Object.values(ids)).toContain(leading[0]!.id);
    expect(leading[0]!.affectedCount).toBe(3);
  });

  it("[IW3] are merged and separated by hand", async () => {
    const ids = await down({ a: 0, b: 4 });
    await act("POST", `/${ids["b"]}/acknowledge`);
    const merged = await act("POST", `/${ids["b"]}/merge`, { into: ids["a"] });
    expect(merged.body).toMatchObject({ id: ids["a"], merged: [{ id: ids["b"] }] });
    const apart = await act("POST", `/${ids["b"]}/separate`);
    // Whoever took on one of them is on the whole, and then on each.
    const taken = { acknowledgedBy: "owner" };
    expect(merged.body).toMatchObject(taken);
    expect(await read(ids["a"]!)).toMatchObject(taken);
    expect(apart.body).toMatchObject({
      ...{ id: ids["b"], mergedInto: null, state: "investigating" },
      ...taken,
    });
    expect((await read(ids["a"]!)).merged).toEqual([]);
    for (const wrong of [`/${ids["a"]}/separate`, `/${ids["a"]}/merge`]) {
      expect(
        (await act("POST", wrong, wrong.endsWith("merge") ? { into: ids["a"] } : {})).status,
      ).toBe(409);
    }
  });

  it("[IW3] an endpoint that goes leaves what others are part of, under its name", async () => {
    const ids = await down({ a: 0, b: 0 });
    const [lead] = await list("status=open&merged=false");
    await send("DELETE", `/endpoints/${lead!.endpointId}`, "");
    const other = Object.keys(ids).find((id) => id !== lead!.endpointId)!;
    expect(await read(lead!.id)).toMatchObject({
      title: lead!.endpointName,
      endpointId: null,
      closedAt: null,
      affected: [{ endpointId: other }],
    });
    await behave(other, { status: 200 });
    await tick(minute(1));
    expect((await read(lead!.id)).closedAt).not.toBeNull();
  });
});

it("[IW2] a merged incident shows what people do about its lead", async () => {
  const ids = await down({ a: 0, b: 1 });
  await act("POST", `/${ids["b"]}/acknowledge`);
  const { acknowledgedAt } = await read(ids["a"]!);
  expect(acknowledgedAt).not.toBeNull();
  const [part] = await list("endpointId=b");
  expect(part).toMatchObject({ id: ids["b"], mergedInto: ids["a"], acknowledgedAt });
});
