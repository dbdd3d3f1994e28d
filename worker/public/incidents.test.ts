import { describe, expect, it } from "vitest";
import { at, platformForgets, publish, read, visit, WEBSITE } from "../local/page-fixtures";
import { api, behave, listen, minute, send, tick, watch } from "../local/workerd-fixtures";

describe("incidents, to strangers", () => {
  it("[PP2] names a component's incident after it, with one id from beginning to end", async () => {
    await watch("web", { failureThreshold: 1 });
    await watch("api", { failureThreshold: 1 });
    await publish({ isDefault: true });
    // What is kept of a page is made anew as soon as somebody is told.
    await listen("page:acme");
    for (const id of ["web", "api"]) await behave(id, { status: 500 });
    at(minute(0) + 5_000);
    await tick(minute(0));
    const open = (await read()).incidents;
    // One for each component: two endpoints that fail together are one.
    expect(open.map(({ resolvedAt }) => resolvedAt)).toEqual([null, null]);
    for (const id of ["web", "api"]) await behave(id, {});
    at(minute(2) + 5_000);
    await tick(minute(1));
    await tick(minute(2));
    const over = (await read("/pharos.json")).incidents;
    expect(over.map(({ id, status }) => [id, status]).sort()).toEqual(
      open.map(({ id }) => [id, "resolved"]).sort(),
    );
    expect(JSON.stringify(over)).not.toMatch(/"(web|api)/);
  });

  it("[PP23] names all that one incident met, in the plural, in the feed and for other programs", async () => {
    for (const id of ["web", "other"]) await watch(id, { failureThreshold: 1 });
    const components = [
      { name: "Website", endpointIds: ["web"] },
      { name: "Checkout", endpointIds: ["other"] },
    ];
    await publish({ isDefault: true, groups: [{ name: "", components }] });
    for (const id of ["web", "other"]) await behave(id, { status: 500 });
    at(minute(0) + 5_000);
    await tick(minute(0));
    const { data } = await (
      await api("/incidents?merged=false")
    ).json<{ data: { id: string }[] }>();
    const update = { status: "identified", body: "A disk is full." };
    await send("POST", `/incidents/${data[0]!.id}/updates`, update);
    await platformForgets();
    const title = "Website and Checkout are down";
    expect(await (await visit("/history.rss")).text()).toContain(`[Identified] ${title}`);
    expect(await (await visit("/api/v2/incidents.json")).json()).toMatchObject({
      incidents: [{ name: title }],
    });
    expect(await (await visit("/")).text()).toContain(title);
  });

  it("[PP24] speaks of other incidents only beside one that is open", async () => {
    await watch("web", { failureThreshold: 1 });
    await publish({ isDefault: true, groups: WEBSITE });
    at(minute(0) + 5_000);
    await tick(minute(0));
    const shown = async () => (await visit("/", { "accept-language": "en" })).text();
    expect(await shown()).toContain("No incidents in the last 15 days.");
    await behave("web", { status: 500 });
    at(minute(1) + 5_000);
    await tick(minute(1));
    await platformForgets();
    const html = await shown();
    expect(html).toContain("No other incidents in the last 15 days.");
    expect(html).not.toContain("No incidents");
  });

  it("[PP18] shows what people write about an incident, and tells those who look", async () => {
    await watch("web", { failureThreshold: 1 });
    await watch("other", { failureThreshold: 1 });
    await publish({ isDefault: true, groups: WEBSITE });
    const visitor = await listen("page:acme");
    for (const id of ["web", "other"]) await behave(id, { status: 500 });
    at(minute(0) + 5_000);
    await tick(minute(0));
    const [noticed] = (await read()).incidents;
    const { data } = await (
      await api("/incidents?merged=false")
    ).json<{ data: { id: string }[] }>();
    const lead = data[0]!.id;
    await visitor.next();
    at(minute(0) + 30_000);
    const update = {
      status: "identified",
      body: "A **disk** is full. <img src=x onerror=alert(1)>",
    };
    expect((await send("POST", `/incidents/${lead}/updates`, update)).status).toBe(201);
    const { events } = await visitor.next();
    expect(events).toMatchObject([
      { type: "page:incident-changed", data: { incident: { id: noticed!.id } } },
    ]);
    await platformForgets();
    const [written] = (await read()).incidents;
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
    await send("PATCH", `/incidents/${lead}`, { title: "Disks" });
    at(minute(0) + 40_000);
    await platformForgets();
    expect((await read()).incidents).toMatchObject([{ title: "Disks" }]);
  });

  it("[PP18] shows an incident that a person opens where it affects something, and nowhere else", async () => {
    await watch("web");
    await watch("secret");
    await publish({ groups: WEBSITE });
    const open = (title: string, endpointId: string) =>
      send("POST", "/incidents", {
        title,
        severity: "minor",
        affected: [{ endpointId, impact: "degraded" }],
        body: "We look into it.",
      });
    await open("Slow mails", "web");
    await open("Nobody may know", "secret");
    const page = await read();
    expect(page.incidents).toMatchObject([
      { title: "Slow mails", impact: "minor", updates: [{ body: "We look into it." }] },
    ]);
    expect(page.incidents[0]!.componentIds).toHaveLength(1);
  });

  it("[PP20] shows what people say of a component in an incident that they opened, until it is over", async () => {
    await watch("web");
    await watch("api");
    await publish();
    await tick(minute(0));
    const opened = await send("POST", "/incidents", {
      title: "Cards fail",
      body: "Some banks refuse.",
      affected: [{ endpointId: "api", impact: "partial_outage" }],
    });
    const { id } = await opened.json<{ id: string }>();
    const shown = async () => {
      at(Date.now() + 2_000);
      await platformForgets();
      const { status, groups } = await read();
      return [status, ...groups[0]!.components.map((component) => component.status)];
    };
    at(minute(0) + 5_000);
    expect(await shown()).toEqual(["PARTIAL", "UP", "PARTIAL", "UP"]);
    const visitor = await listen("page:acme");
    // What checks see is no better than that.
    await behave("api", { status: 500 });
    await tick(minute(1));
    await tick(minute(2));
    const [first, second] = [await visitor.next(), await visitor.next()];
    const changed = [...first.events, ...second.events].filter(
      ({ type }) => type === "component:status-changed",
    );
    expect(changed).toEqual([]);
    await behave("api", { status: 200 });
    for (const index of [3, 4]) await tick(minute(index));
    await send("PATCH", `/incidents/${id}`, {
      affected: [{ endpointId: "api", impact: "none" }],
    });
    at(minute(4) + 5_000);
    expect(await shown()).toEqual(["UP", "UP", "UP", "UP"]);
    await send("PATCH", `/incidents/${id}`, {
      affected: [{ endpointId: "api", impact: "degraded" }],
    });
    expect(await shown()).toEqual(["DEGRADED", "UP", "DEGRADED", "UP"]);
    await send("POST", `/incidents/${id}/updates`, { status: "resolved", body: "Over." });
    expect(await shown()).toEqual(["UP", "UP", "UP", "UP"]);
  });
});
