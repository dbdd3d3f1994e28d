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
});
