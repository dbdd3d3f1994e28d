import { describe, expect, it } from "vitest";
import { RULE_DEFAULTS, type RuleMatch } from "../domain/alerts/rule";
import {
  actOnIncident,
  failEndpoints,
  fetchIncidents,
  fetchIncident,
} from "../test/fixtures/incidents";
import { addChannel, receivedBodies, dispatchAndSend } from "../test/fixtures/notifications";
import { queryRows } from "../test/fixtures/pipeline";
import { setBehaviour, db, minuteAt, runTickAt, storeEndpoint } from "../test/fixtures/worker";
import { insertRule } from "../store/rules";

const received = async (name: string) =>
  (await receivedBodies(name)).map(({ type, data }) => [type, (data as { text: string }).text]);
/** A rule that was there before anything happened. */
const rule = (id: string, match: Partial<RuleMatch>) =>
  insertRule(db, {
    ...RULE_DEFAULTS,
    id,
    name: id,
    channelIds: [id],
    match: { ...RULE_DEFAULTS.match, ...match },
    timeZone: "UTC",
    createdAt: 0,
    updatedAt: 0,
  });
const change = async (id: string, fields: object) => {
  const { version } = await fetchIncident(id);
  expect((await actOnIncident("PATCH", `/${id}`, { ...fields, version })).status).toBe(200);
};

describe("what people change of an incident", () => {
  it("[NT13] that gets worse is told to those whom it concerns now, and once to those who know", async () => {
    await storeEndpoint("shop");
    for (const id of ["all", "bad"]) await addChannel(id);
    await rule("all", { level: "degraded" });
    await rule("bad", { level: "down" });
    const opened = { title: "Cards fail", severity: "minor", affected: [{ endpointId: "shop" }] };
    const { body } = await actOnIncident("POST", "", opened);
    await dispatchAndSend("all", "bad");
    expect(await received("bad")).toEqual([]);
    await change(body.id, { severity: "critical" });
    await change(body.id, { assignedTo: "Kim" });
    await dispatchAndSend("all", "bad");
    await dispatchAndSend("all", "bad");
    expect(await received("bad")).toEqual([["incident.started", "Incident: Cards fail"]]);
    expect(await received("all")).toEqual([
      ["incident.started", "Incident: Cards fail"],
      ["incident.expanded", "Critical now: Cards fail"],
    ]);
    expect((await receivedBodies("all"))[1]).toMatchObject({
      data: { severity: "critical", isEscalation: true },
    });
    await change(body.id, { severity: "minor" });
    await dispatchAndSend("all", "bad");
    expect(await received("all")).toHaveLength(2);
    await actOnIncident("POST", `/${body.id}/updates`, { status: "resolved", body: "Done." });
    await dispatchAndSend("all", "bad");
    for (const name of ["all", "bad"]) {
      expect((await received(name)).at(-1)).toEqual(["incident.resolved", "Resolved: Cards fail"]);
    }
  });

  it("[NT13] that comes to affect more is told to those whom it concerns now, and not again to others", async () => {
    for (const id of ["shop", "blog"]) {
      await storeEndpoint(id);
      await addChannel(id);
      await rule(id, { endpointIds: [id] });
    }
    const { body } = await actOnIncident("POST", "", {
      title: "Cards fail",
      affected: [{ endpointId: "shop" }],
    });
    await dispatchAndSend("shop", "blog");
    expect(await received("blog")).toEqual([]);
    const affected = [{ endpointId: "shop" }, { endpointId: "blog" }];
    await change(body.id, { title: "Cards and posts fail", affected });
    await dispatchAndSend("shop", "blog");
    expect(await received("shop")).toHaveLength(1);
    expect(await receivedBodies("blog")).toMatchObject([
      {
        type: "incident.started",
        data: { title: "Cards and posts fail", affected: [{ endpointId: "blog" }, {}] },
      },
    ]);
  });

  it("[NT13] of what checks found is told alike, and under the title that people gave it", async () => {
    await storeEndpoint("blog", { tags: ["posts"] });
    for (const id of ["shop", "posts"]) await addChannel(id);
    await rule("shop", { endpointIds: ["shop"] });
    await rule("posts", { tags: ["posts"] });
    const { shop } = await failEndpoints({ shop: 0 });
    await dispatchAndSend("shop", "posts");
    const affected = [{ endpointId: "shop" }, { endpointId: "blog", impact: "degraded" }];
    await change(shop!, { title: "A disk is full", affected });
    await dispatchAndSend("shop", "posts");
    await actOnIncident("POST", `/${shop}/acknowledge`);
    await actOnIncident("POST", `/${shop}/updates`, { status: "identified", body: "Logs." });
    await dispatchAndSend("shop", "posts");
    await setBehaviour("shop", { status: 200 });
    await runTickAt(minuteAt(1));
    await dispatchAndSend("shop", "posts");
    expect(await received("shop")).toEqual([
      ["incident.started", "shop is down"],
      ["incident.acknowledged", "owner is taking care of A disk is full"],
      ["incident.updated", "A disk is full: cause identified"],
      ["incident.resolved", "Resolved: A disk is full"],
    ]);
    expect(await received("posts")).toEqual([
      ["incident.started", "Incident: A disk is full"],
      ...(await received("shop")).slice(1),
    ]);
    expect((await receivedBodies("posts"))[0]).toMatchObject({
      data: { title: "A disk is full", link: `https://pharos.example/incidents/${shop}` },
    });
    expect(await queryRows("select id from alerts")).toEqual([]);
  });

  it("[NT1] is not written to the outbox where it was refused", async () => {
    await storeEndpoint("shop");
    await addChannel("one");
    const { body } = await actOnIncident("POST", "", { title: "Cards fail", severity: "minor" });
    await queryRows("delete from outbox");
    await actOnIncident("PATCH", `/${body.id}`, { severity: "critical", version: 7 });
    expect(await queryRows("select payload from outbox")).toEqual([]);
  });
});

it("[NT12] merging by hand tells each side what joined, once", async () => {
  for (const id of ["shop", "late"]) await addChannel(id);
  for (const id of ["shop", "late"]) await rule(id, { endpointIds: [id] });
  const { shop } = await failEndpoints({ shop: 0 });
  await storeEndpoint("late", { failureThreshold: 1 });
  await setBehaviour("late", { status: 503 });
  await runTickAt(minuteAt(4));
  await dispatchAndSend("shop", "late");
  const late = (await fetchIncidents("status=open")).find(
    ({ endpointId }) => endpointId === "late",
  )!;
  await actOnIncident("POST", `/${late.id}/merge`, { into: shop });
  await dispatchAndSend("shop", "late");
  await dispatchAndSend("shop", "late");
  expect(await received("shop")).toEqual([
    ["incident.started", "shop is down"],
    ["incident.expanded", "Also down: late"],
  ]);
  expect(await received("late")).toEqual([
    ["incident.started", "late is down"],
    ["incident.expanded", "Also down: shop"],
  ]);
});
