import { describe, expect, it } from "vitest";
import {
  freezeTime,
  waitForCacheExpiry,
  publishPage,
  readPageJson,
  visit,
  WEBSITE,
} from "../test/fixtures/pages";
import {
  fetchApi,
  setBehaviour,
  openRoomSocket,
  minuteAt,
  sendJson,
  runTickAt,
  storeEndpoint,
} from "../test/fixtures/worker";

describe("incidents, to strangers", () => {
  it("[PP2] names a component's incident after it, with one id from beginning to end", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("api", { failureThreshold: 1 });
    await publishPage({ isDefault: true });
    // What is kept of a page is made anew as soon as somebody is told.
    await openRoomSocket("page:acme");
    for (const id of ["web", "api"]) await setBehaviour(id, { status: 500 });
    freezeTime(minuteAt(0) + 5_000);
    await runTickAt(minuteAt(0));
    const open = (await readPageJson()).incidents;
    // One for each component: two endpoints that fail together are one.
    expect(open.map(({ resolvedAt }) => resolvedAt)).toEqual([null, null]);
    for (const id of ["web", "api"]) await setBehaviour(id, {});
    freezeTime(minuteAt(2) + 5_000);
    await runTickAt(minuteAt(1));
    await runTickAt(minuteAt(2));
    const over = (await readPageJson("/pharos.json")).incidents;
    expect(over.map(({ id, status }) => [id, status]).sort()).toEqual(
      open.map(({ id }) => [id, "resolved"]).sort(),
    );
    expect(JSON.stringify(over)).not.toMatch(/"(web|api)/);
  });

  it("[PP23] names all that one incident met, in the plural, in the feed and for other programs", async () => {
    for (const id of ["web", "other"]) await storeEndpoint(id, { failureThreshold: 1 });
    const components = [
      { name: "Website", endpointIds: ["web"] },
      { name: "Checkout", endpointIds: ["other"] },
    ];
    await publishPage({ isDefault: true, groups: [{ name: "", components }] });
    for (const id of ["web", "other"]) await setBehaviour(id, { status: 500 });
    freezeTime(minuteAt(0) + 5_000);
    await runTickAt(minuteAt(0));
    const { data } = await (
      await fetchApi("/incidents?merged=false")
    ).json<{ data: { id: string }[] }>();
    const update = { status: "identified", body: "A disk is full." };
    await sendJson("POST", `/incidents/${data[0]!.id}/updates`, update);
    await waitForCacheExpiry();
    const title = "Website and Checkout have a major outage";
    expect(await (await visit("/history.rss")).text()).toContain(`[Identified] ${title}`);
    expect(await (await visit("/api/v2/incidents.json")).json()).toMatchObject({
      incidents: [{ name: title }],
    });
    expect(await (await visit("/")).text()).toContain(title);
  });

  it("[PP24] speaks of other incidents only beside one that is open", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await publishPage({ isDefault: true, groups: WEBSITE });
    freezeTime(minuteAt(0) + 5_000);
    await runTickAt(minuteAt(0));
    const shown = async () => (await visit("/", { "accept-language": "en" })).text();
    expect(await shown()).toContain("No incidents in the last 15 days.");
    await setBehaviour("web", { status: 500 });
    freezeTime(minuteAt(1) + 5_000);
    await runTickAt(minuteAt(1));
    await waitForCacheExpiry();
    const html = await shown();
    expect(html).toContain("No other incidents in the last 15 days.");
    expect(html).not.toContain("No incidents");
  });

  it("[PP18] shows what people write about an incident, and tells those who look", async () => {
    await storeEndpoint("web", { failureThreshold: 1 });
    await storeEndpoint("other", { failureThreshold: 1 });
    await publishPage({ isDefault: true, groups: WEBSITE });
    const visitor = await openRoomSocket("page:acme");
    for (const id of ["web", "other"]) await setBehaviour(id, { status: 500 });
    freezeTime(minuteAt(0) + 5_000);
    await runTickAt(minuteAt(0));
    const [noticed] = (await readPageJson()).incidents;
    const { data } = await (
      await fetchApi("/incidents?merged=false")
    ).json<{ data: { id: string }[] }>();
    const lead = data[0]!.id;
    await visitor.next();
    freezeTime(minuteAt(0) + 30_000);
    const update = {
      status: "identified",
      body: "A **disk** is full. <img src=x onerror=alert(1)>",
    };
    expect((await sendJson("POST", `/incidents/${lead}/updates`, update)).status).toBe(201);
    const { events } = await visitor.next();
    expect(events).toMatchObject([
      { type: "page:incident-changed", data: { incident: { id: noticed!.id } } },
    ]);
    await waitForCacheExpiry();
    const [written] = (await readPageJson()).incidents;
    expect(written).toMatchObject({
      id: noticed!.id,
      status: "identified",
      title: null,
      updates: [
        {
          body: update.body,
          html: expect.stringMatching(/<strong>disk<\/strong> is full\. &lt;img/),
        },
        { id: noticed!.updates[0]!.id, status: "investigating", html: null },
      ],
    });
    expect(JSON.stringify(events) + JSON.stringify(written)).not.toMatch(/other|"web/);
    for (const path of ["/status/acme", "/history.atom", "/api/v2/incidents.json"]) {
      expect(await (await visit(path)).text()).toMatch(/disk/);
    }
    await sendJson("PATCH", `/incidents/${lead}`, { title: "Disks" });
    freezeTime(minuteAt(0) + 40_000);
    await waitForCacheExpiry();
    expect((await readPageJson()).incidents).toMatchObject([{ title: "Disks" }]);
  });

  it("[PP18] shows an incident that a person opens where it affects something, and nowhere else", async () => {
    await storeEndpoint("web");
    await storeEndpoint("secret");
    await publishPage({ groups: WEBSITE });
    const open = (title: string, endpointId: string) =>
      sendJson("POST", "/incidents", {
        title,
        severity: "minor",
        affected: [{ endpointId, impact: "degraded" }],
        body: "We look into it.",
      });
    await open("Slow mails", "web");
    await open("Nobody may know", "secret");
    const page = await readPageJson();
    expect(page.incidents).toMatchObject([
      { title: "Slow mails", impact: "minor", updates: [{ body: "We look into it." }] },
    ]);
    expect(page.incidents[0]!.componentIds).toHaveLength(1);
  });

  it("[PP20] shows what people say of a component in an incident that they opened, until it is over", async () => {
    await storeEndpoint("web");
    await storeEndpoint("api");
    await publishPage();
    await runTickAt(minuteAt(0));
    const opened = await sendJson("POST", "/incidents", {
      title: "Cards fail",
      body: "Some banks refuse.",
      affected: [{ endpointId: "api", impact: "partial_outage" }],
    });
    const { id } = await opened.json<{ id: string }>();
    const shown = async () => {
      freezeTime(Date.now() + 2_000);
      await waitForCacheExpiry();
      const { status, groups } = await readPageJson();
      return [status, ...groups[0]!.components.map((component) => component.status)];
    };
    freezeTime(minuteAt(0) + 5_000);
    expect(await shown()).toEqual(["PARTIAL", "UP", "PARTIAL", "UP"]);
    const visitor = await openRoomSocket("page:acme");
    // What checks see is no better than that.
    await setBehaviour("api", { status: 500 });
    await runTickAt(minuteAt(1));
    await runTickAt(minuteAt(2));
    const [first, second] = [await visitor.next(), await visitor.next()];
    const changed = [...first.events, ...second.events].filter(
      ({ type }) => type === "component:status-changed",
    );
    expect(changed).toEqual([]);
    await setBehaviour("api", { status: 200 });
    for (const index of [3, 4]) await runTickAt(minuteAt(index));
    await sendJson("PATCH", `/incidents/${id}`, {
      affected: [{ endpointId: "api", impact: "none" }],
    });
    freezeTime(minuteAt(4) + 5_000);
    expect(await shown()).toEqual(["UP", "UP", "UP", "UP"]);
    await sendJson("PATCH", `/incidents/${id}`, {
      affected: [{ endpointId: "api", impact: "degraded" }],
    });
    expect(await shown()).toEqual(["DEGRADED", "UP", "DEGRADED", "UP"]);
    await sendJson("POST", `/incidents/${id}/updates`, { status: "resolved", body: "Over." });
    expect(await shown()).toEqual(["UP", "UP", "UP", "UP"]);
  });
});
