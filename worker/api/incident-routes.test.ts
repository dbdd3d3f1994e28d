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
  bindings,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { IncidentDetail, TimelineView } from "../protocol/incidents";

const postUpdate = (id: string, fields: object) => actOnIncident("POST", `/${id}/updates`, fields);

describe("an incident that a person opens", () => {
  const PAYMENTS = { title: "Payments are slow", severity: "minor", body: "We are *looking*." };

  it("[IW1] is opened, changed, written about and resolved by people alone", async () => {
    await storeEndpoint("shop");
    const affected = [{ endpointId: "shop", impact: "degraded" }];
    const opened = await actOnIncident("POST", "", { ...PAYMENTS, affected });
    expect(opened).toMatchObject({
      status: 201,
      body: {
        status: "open",
        state: "investigating",
        severity: "minor",
        endpointId: null,
        openedBy: "owner",
        affected: [{ endpointId: "shop", endpointName: "shop", impact: "degraded" }],
        updates: [{ status: "investigating", body: "We are *looking*.", by: "owner" }],
      },
    });
    const { id } = opened.body;
    expect(await fetchIncidents("endpointId=shop&status=open")).toMatchObject([{ id }]);
    await runTickAt(minuteAt(0));
    await actOnIncident("PATCH", `/${id}`, { severity: "critical", assignedTo: "Mina" });
    const resolved = await postUpdate(id, { status: "resolved", body: "Done." });
    expect(resolved).toMatchObject({
      status: 201,
      body: { status: "resolved", state: "resolved", severity: "critical", assignedTo: "Mina" },
    });
    expect(resolved.body.closedAt).toBe(resolved.body.resolvedAt);
    expect(await fetchIncidents("status=open")).toEqual([]);
    expect(await fetchIncidents("status=resolved&merged=false")).toMatchObject([{ id }]);
  });

  it("[IW1] is made once by a request that is sent twice, and so is an update", async () => {
    const twice = async (path: string, body: object) => {
      const once = () => sendJson("POST", path, body, { "idempotency-key": "k" });
      return [
        await (await once()).json<IncidentDetail>(),
        await (await once()).json<IncidentDetail>(),
      ];
    };
    const [one, same] = await twice("/incidents", PAYMENTS);
    expect(same).toEqual(one);
    const [, after] = await twice(`/incidents/${one!.id}/updates`, { body: "More." });
    expect(after!.updates.length).toBe(2);
  });

  it("[IW1] takes in the failure of what it names, and is not ended by its recovery", async () => {
    await storeEndpoint("shop", { failureThreshold: 1 });
    const affected = [{ endpointId: "shop" }];
    const { body } = await actOnIncident("POST", "", { ...PAYMENTS, affected });
    await setBehaviour("shop", { status: 503 });
    await runTickAt(minuteAt(0));
    const about = await fetchIncidents("status=open&endpointId=shop");
    expect(about.length).toBe(2);
    expect(about.find(({ endpointId }) => endpointId !== null)).toMatchObject({
      endpointId: "shop",
      mergedInto: body.id,
    });
    expect(await postUpdate(body.id, { status: "resolved", body: "?" })).toMatchObject({
      status: 409,
      body: {
        error: { code: "conflict", fields: { status: expect.stringContaining("shop down") } },
      },
    });
    await setBehaviour("shop", { status: 200 });
    await runTickAt(minuteAt(1));
    expect(await fetchIncident(body.id)).toMatchObject({ state: "investigating", closedAt: null });
    expect(await postUpdate(body.id, { status: "resolved", body: "Well." })).toMatchObject({
      status: 201,
    });
  });
});

describe("two people at once", () => {
  it("[IW4] the second hears what the first did, and nothing of theirs is written", async () => {
    const { a } = await failEndpoints({ a: 0 });
    const { version } = await fetchIncident(a!);
    await actOnIncident("PATCH", `/${a}`, { severity: "critical", version });
    const late = await postUpdate(a!, { status: "identified", body: "Disk.", version });
    expect(late).toMatchObject({
      status: 409,
      body: {
        error: { code: "conflict", message: expect.stringContaining("owner changed it at ") },
      },
    });
    expect((await fetchIncident(a!)).updates).toEqual([]);
  });

  it("[IW4] of many writes at the same moment with the same version one is written", async () => {
    const { a } = await failEndpoints({ a: 0 });
    const writes = Array.from({ length: 8 }, (_, index) =>
      postUpdate(a!, { body: `${index}`, version: 0 }),
    );
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    expect((await fetchIncident(a!)).updates.length).toBe(1);
  });

  it("[IW5] acknowledging again changes nothing; somebody else's is a conflict", async () => {
    const { a } = await failEndpoints({ a: 0 });
    const first = await actOnIncident("POST", `/${a}/acknowledge`);
    expect(first.body).toMatchObject({
      acknowledgedBy: "owner",
      acknowledgedAt: expect.any(String),
    });
    expect((await actOnIncident("POST", `/${a}/acknowledge`)).body).toEqual(first.body);
    await bindings.DB.prepare("update incidents set acknowledged_by = 'Mina'").run();
    expect(await actOnIncident("POST", `/${a}/acknowledge`)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("saw Mina since") } },
    });
    const back = await actOnIncident("DELETE", `/${a}/acknowledge`);
    expect(back.body).toMatchObject({ acknowledgedBy: null, acknowledgedAt: null });
  });
});

describe("an incident that is over", () => {
  it("[IW6] stays over: it is corrected and looked back on, nothing else", async () => {
    const { a } = await failEndpoints({ a: 0 });
    expect(await postUpdate(a!, { status: "postmortem", body: "Why." })).toMatchObject({
      status: 409,
    });
    await setBehaviour("a", { status: 200 });
    await runTickAt(minuteAt(1));
    for (const status of ["investigating", "identified", "monitoring"]) {
      expect(await postUpdate(a!, { status, body: "Again." })).toMatchObject({
        status: 409,
        body: {
          error: { code: "conflict", fields: { status: expect.stringContaining("is over") } },
        },
      });
    }
    expect((await actOnIncident("POST", `/${a}/acknowledge`)).status).toBe(409);
    await postUpdate(a!, { body: "It was the disk." });
    const { body } = await postUpdate(a!, { status: "postmortem", body: "# Why" });
    expect(body).toMatchObject({ state: "postmortem", status: "resolved" });
    expect(body.updates.map(({ status }) => status)).toEqual(["postmortem", "resolved"]);
  });
});

describe("an update", () => {
  it("[IW7] is edited, and what it said before is kept", async () => {
    const { a } = await failEndpoints({ a: 0 });
    const written = await postUpdate(a!, { status: "identified", body: "Disk" });
    const [update] = written.body.updates;
    const edited = await actOnIncident("PATCH", `/${a}/updates/${update!.id}`, {
      body: "The disk is full",
    });
    const before = { body: "Disk", by: "owner" };
    expect(edited.body.updates).toMatchObject([
      { body: "The disk is full", status: "identified", revisions: [before] },
    ]);
    expect((await actOnIncident("PATCH", `/${a}/updates/none`, { body: "x" })).status).toBe(404);
  });

  it.each([
    ["no text", {}, "body"],
    ["an empty text", { body: " " }, "body"],
    ["too long a text", { body: "x".repeat(10_001) }, "body"],
    ["an unknown state", { body: "x", status: "open" }, "status"],
    ["an unknown field", { body: "x", public: true }, "public"],
  ])("[AP1] [AP2] with %s is refused by name", async (_, body, field) => {
    const { a } = await failEndpoints({ a: 0 });
    expect(await postUpdate(a!, body)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid", fields: { [field]: expect.any(String) } } },
    });
  });

  it.each([
    [{}, "title"],
    [{ title: "x", affected: [{ endpointId: "none" }] }, "affected"],
    [{ title: "x", severity: "bad" }, "severity"],
    [{ title: "x", startedAt: "2999-01-01T00:00:00Z" }, "startedAt"],
  ])("[AP1] an incident of %j is refused by name", async (body, field) => {
    expect(await actOnIncident("POST", "", body)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid", fields: { [field]: expect.any(String) } } },
    });
  });
});

describe("the timeline", () => {
  it("[IW8] shows checks, transitions and what people did, in order", async () => {
    const { a } = await failEndpoints({ a: 0, b: 1 });
    await setBehaviour("a", { status: 200 });
    await setBehaviour("b", { status: 200 });
    await runTickAt(minuteAt(2));
    await postUpdate(a!, { body: "Over." });
    const { data } = await (await fetchApi(`/incidents/${a}/timeline`)).json<TimelineView>();
    const kinds = data.map((entry) =>
      "endpointId" in entry ? `${entry.kind} ${entry.endpointId}` : entry.kind,
    );
    expect(kinds).toEqual([
      ...["check a", "transition a", "check b", "transition b"],
      ...["check a", "check b", "transition a", "transition b", "closed", "update"],
    ]);
    expect(data[0]).toMatchObject({ status: "DOWN", statusCode: 503 });
  });
});

describe("those who look", () => {
  it("[IW9] hear what people do, in `all` and in the rooms of what is affected", async () => {
    const { a } = await failEndpoints({ a: 0, b: 0 });
    const lead = (await fetchIncident(a!)).mergedInto ?? a!;
    const rooms = [
      await openRoomSocket("all"),
      await openRoomSocket("endpoint:a"),
      await openRoomSocket("endpoint:b"),
    ];
    await actOnIncident("POST", `/${a}/acknowledge`);
    for (const room of rooms) {
      expect((await room.next()).events).toMatchObject([
        {
          type: "incident:updated",
          data: {
            incidentId: lead,
            incident: { acknowledgedBy: "owner", version: 1 },
            partIds: [expect.any(String)],
            act: { kind: "acknowledged", by: "owner" },
          },
        },
      ]);
    }
  });
});
