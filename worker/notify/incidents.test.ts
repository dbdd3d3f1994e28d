import { describe, expect, it } from "vitest";
import { actOnIncident, failEndpoints, fetchIncidents } from "../test/fixtures/incidents";
import {
  addChannel,
  setInboxBehaviour,
  receivedBodies,
  dispatchAndSend,
} from "../test/fixtures/notifications";
import { queryRows } from "../test/fixtures/pipeline";
import {
  fetchApi,
  fetchWorker,
  setBehaviour,
  db,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";
import type { TimelineView } from "../protocol/incidents";
import { removeEndpoint } from "../store/endpoint-removal";
import { findEndpoint } from "../store/endpoints";
import { FIRST_EDIT } from "../test/fixtures/edits";

const received = async (name: string) =>
  (await receivedBodies(name)).map(({ type, data }) => [type, (data as { text: string }).text]);

describe("failures that are one incident", () => {
  it("[NT10] are told once, with their count, and once that all are over", async () => {
    await addChannel("one");
    const ids = await failEndpoints({ shop: 0, mail: 0, blog: 0 });
    await dispatchAndSend("one");
    await setBehaviour("shop", { status: 200 });
    await runTickAt(minuteAt(1));
    await dispatchAndSend("one");
    expect(await receivedBodies("one")).toMatchObject([
      {
        type: "incident.started",
        data: {
          incidentId: (await fetchIncidents("status=open&merged=false"))[0]!.id,
          additionalEndpoints: 2,
          text: expect.stringMatching(/^\w+ and 2 more are down$/) as string,
        },
      },
    ]);
    expect(Object.keys(ids)).toHaveLength(3);
    for (const id of ["mail", "blog"]) await setBehaviour(id, { status: 200 });
    await runTickAt(minuteAt(2));
    await dispatchAndSend("one");
    const [, resolved, ...more] = await receivedBodies("one");
    expect(more).toEqual([]);
    expect(resolved).toMatchObject({
      type: "incident.resolved",
      data: { additionalEndpoints: 2, resolution: "recovered", duration: 120_000 },
    });
    expect(await queryRows("select id from alerts")).toEqual([]);
  });

  it("[NT12] say what joins what is told, and nothing where those who hear knew it", async () => {
    await addChannel("one");
    const { shop } = await failEndpoints({ shop: 0 });
    await dispatchAndSend("one");
    const fail = async (id: string, at: number) => {
      await storeEndpoint(id, { failureThreshold: 1 });
      await setBehaviour(id, { status: 503 });
      await runTickAt(minuteAt(at));
      await dispatchAndSend("one");
      return (await fetchIncidents("status=open")).find(({ endpointId }) => endpointId === id)!.id;
    };
    const mail = await fail("mail", 1);
    const late = await fail("late", 4);
    expect(await received("one")).toEqual([
      ["incident.started", "shop is down"],
      ["incident.expanded", "Also down: mail"],
      ["incident.started", "late is down"],
    ]);
    await actOnIncident("POST", `/${late}/merge`, { into: shop });
    await actOnIncident("POST", `/${mail}/acknowledge`);
    await dispatchAndSend("one");
    for (const id of ["shop", "mail", "late"]) await setBehaviour(id, { status: 200 });
    await runTickAt(minuteAt(5));
    await dispatchAndSend("one");
    expect((await received("one")).slice(3)).toEqual([
      ["incident.acknowledged", "owner is taking care of shop and 2 more"],
      ["incident.resolved", "shop and 2 more are up again"],
    ]);
  });

  it("[NT10] that are separated are each told to be over", async () => {
    await addChannel("one");
    const { shop, mail } = await failEndpoints({ shop: 0, mail: 0 });
    await dispatchAndSend("one");
    const [member] = await queryRows<{ id: string }>(
      "select id from incidents where parent_id <> id",
    );
    await actOnIncident("POST", `/${member!.id}/unmerge`);
    const [first, second] = member!.id === mail ? ["shop", "mail"] : ["mail", "shop"];
    for (const [at, id] of [first, second].entries()) {
      await setBehaviour(id, { status: 200 });
      await runTickAt(minuteAt(at + 1));
      await dispatchAndSend("one");
    }
    expect((await received("one")).slice(1)).toEqual([
      ["incident.resolved", `${first} is up again`],
      ["incident.resolved", `${second} is up again`],
    ]);
    expect(shop).toBeDefined();
  });

  it("[NT10] are over with the rest where an endpoint is removed", async () => {
    await addChannel("one");
    await failEndpoints({ shop: 0, mail: 0 });
    await dispatchAndSend("one");
    const [member] = await queryRows<{
      endpoint: string;
    }>(`select endpoints.id as endpoint from incidents
      join endpoints on endpoints.number = incidents.endpoint where parent_id <> incidents.id`);
    const record = await findEndpoint(db, member!.endpoint, minuteAt(1));
    await removeEndpoint(db, record!.endpoint, { ...FIRST_EDIT, at: minuteAt(1) });
    await dispatchAndSend("one");
    expect(await received("one")).toHaveLength(1);
    await setBehaviour(member!.endpoint === "mail" ? "shop" : "mail", { status: 200 });
    await runTickAt(minuteAt(2));
    await dispatchAndSend("one");
    expect((await received("one")).slice(1)).toEqual([
      ["incident.resolved", expect.stringMatching(/^\w+ and 1 more are no longer down$/)],
    ]);
  });
});

describe("an incident that a person opens", () => {
  const opened = {
    title: "Cards fail",
    body: "Some banks refuse.",
    affected: [{ endpointId: "shop" }],
  };

  it("[NT11] is told with what is written about it, and its end, to those who heard of it", async () => {
    await storeEndpoint("shop");
    await addChannel("one");
    const { body } = await actOnIncident("POST", "", opened);
    await dispatchAndSend("one");
    await addChannel("late");
    await actOnIncident("POST", `/${body.id}/updates`, {
      status: "identified",
      body: "A certificate.",
    });
    await actOnIncident("POST", `/${body.id}/acknowledge`);
    await actOnIncident("POST", `/${body.id}/updates`, {
      status: "resolved",
      body: "It is renewed.",
    });
    await dispatchAndSend("one", "late");
    expect(await received("late")).toEqual([]);
    expect(await receivedBodies("one")).toMatchObject([
      {
        type: "incident.started",
        data: {
          endpointId: null,
          title: "Cards fail",
          openedBy: "owner",
          affected: [{ endpointId: "shop", endpointName: "shop" }],
          text: "Incident: Cards fail",
          link: `https://pharos.example/incidents/${body.id}`,
        },
      },
      { type: "incident.updated", data: { status: "identified", body: "A certificate." } },
      { type: "incident.acknowledged", data: { acknowledgedBy: "owner" } },
      { type: "incident.resolved", data: { resolution: "resolved", text: "Resolved: Cards fail" } },
    ]);
    expect(await queryRows("select id from alerts")).toEqual([]);
  });

  it("[NT1] is written to the outbox with what was done, and not where that was refused", async () => {
    await storeEndpoint("shop");
    await addChannel("one");
    const { body } = await actOnIncident("POST", "", opened);
    await actOnIncident("POST", "", { ...opened, affected: [{ endpointId: "nobody" }] });
    await actOnIncident("POST", `/${body.id}/updates`, { body: "Late.", version: 7 });
    await actOnIncident("POST", "", { title: "Past", status: "resolved" });
    await dispatchAndSend("one");
    expect(await queryRows("select id from alerts")).toEqual([{ id: body.id }]);
    expect(await received("one")).toEqual([["incident.started", "Incident: Cards fail"]]);
  });

  it("[IW8] says in its timeline who was told, and what came of it", async () => {
    await storeEndpoint("shop");
    for (const id of ["one", "broken"]) await addChannel(id);
    await setInboxBehaviour("broken", { status: 400 });
    const { body } = await actOnIncident("POST", "", opened);
    await dispatchAndSend("one", "broken");
    const timeline = await fetchApi(`/incidents/${body.id}/timeline`);
    const { data } = await timeline.json<TimelineView>();
    const notifications = data.filter(({ kind }) => kind === "notification");
    expect(notifications).toHaveLength(2);
    const opening = { notificationKind: "opened" };
    expect(notifications).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...opening, channelName: "one", status: "delivered" }),
        expect.objectContaining({ channelName: "broken", status: "dead", outcome: "rejected" }),
      ]),
    );
    const created = await sendJson("POST", "/tokens", { name: "wall", scopes: ["read"] });
    const authorization = `Bearer ${(await created.json<{ token: string }>()).token}`;
    const path = `/api/v1/incidents/${body.id}/timeline`;
    const redacted = await (
      await fetchWorker(path, { headers: { authorization } })
    ).json<TimelineView>();
    expect(redacted.data.map(({ kind }) => kind)).toEqual(["opened", "update"]);
  });

  it("[NT11] is about what it affects, and as bad as it is said to be", async () => {
    await storeEndpoint("shop", { tags: ["core"] });
    await storeEndpoint("blog");
    for (const id of ["core", "all", "minor"]) await addChannel(id);
    const rule = (id: string, match: object) =>
      sendJson("POST", "/rules", { name: id, channelIds: [id], match });
    await rule("core", { tags: ["core"] });
    await rule("all", { endpointIds: ["shop", "blog"] });
    await rule("minor", { level: "degraded" });
    await actOnIncident("POST", "", { ...opened, severity: "minor" });
    await actOnIncident("POST", "", { title: "Slow posts", affected: [{ endpointId: "blog" }] });
    await dispatchAndSend("core", "all", "minor");
    expect(await received("core")).toEqual([]);
    expect(await received("all")).toEqual([["incident.started", "Incident: Slow posts"]]);
    expect(await received("minor")).toHaveLength(2);
    const preview = await (await sendJson("POST", "/rules/preview", {})).json();
    expect(preview).toMatchObject({ incidents: 2, total: 3 });
  });

  it("[NT10] takes in what fails of what it names, without another word", async () => {
    await addChannel("one");
    await storeEndpoint("shop", { failureThreshold: 1 });
    const { body } = await actOnIncident("POST", "", opened);
    await setBehaviour("shop", { status: 503 });
    await runTickAt(minuteAt(0));
    await dispatchAndSend("one");
    await setBehaviour("shop", { status: 200 });
    await runTickAt(minuteAt(1));
    await actOnIncident("POST", `/${body.id}/updates`, { status: "resolved", body: "Done." });
    await dispatchAndSend("one");
    expect((await received("one")).map(([type]) => type)).toEqual([
      "incident.started",
      "incident.resolved",
    ]);
  });
});
