import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at, publish, read } from "../local/page-fixtures";
import { subscribeInbox, tellAll, tickAt, told } from "../local/subscription-fixtures";
import { api, minute, send, watch } from "../local/workerd-fixtures";

beforeEach(async () => {
  at(minute(0));
  for (const id of ["web", "api"]) {
    await watch(id, { failureThreshold: 1, name: `private-${id}` });
  }
});
afterEach(() => {
  vi.useRealTimers();
});

const GROUPS = [
  {
    name: "",
    components: [
      { name: "Website", endpointIds: ["web"] },
      { name: "Checkout", endpointIds: ["api"] },
    ],
  },
];
const texts = async (name: string, atLeast: number) =>
  (await told(name, atLeast)).map(({ data }) => data.text.replace("Acme: ", ""));

/** A page with a component that is degraded where it answers with 202. */
async function publishSlow(more: object[] = []) {
  const plain = {
    source: "status",
    property: null,
    comparison: "equals",
    expected: "200",
  } as const;
  const assertions = [{ ...plain, severity: "degraded" as const }];
  await watch("slow", { failureThreshold: 1, assertions });
  const components = [{ name: "Search", endpointIds: ["slow"] }, ...more];
  await publish({ groups: [...GROUPS, { name: "", components }] });
}

const work = (fields: object) => ({
  title: "New racks",
  endpointIds: ["api"],
  startsAt: new Date(minute(60)).toISOString(),
  endsAt: new Date(minute(120)).toISOString(),
  timeZone: "UTC",
  ...fields,
});
const announce = async (fields: object = {}) =>
  (await (await send("POST", "/maintenances", work(fields))).json<{ id: string }>()).id;
async function tellAt(index: number) {
  at(minute(index));
  await tellAll();
}

describe("whoever subscribed", () => {
  it("[SB12] is told that a component is slow, and that it is back to normal", async () => {
    await publishSlow();
    await subscribeInbox("hook");
    await tickAt(1, { slow: 202 });
    await told("hook", 1);
    await tickAt(3, { slow: 202 });
    await tickAt(5, { slow: 200 });
    expect(await texts("hook", 2)).toEqual(["Search is slow", "Search is back to normal"]);
    expect((await told("hook"))[0]!.data.updates).toMatchObject([
      { kind: "component", status: "DEGRADED", names: ["Search"] },
    ]);
    expect(JSON.stringify(await told("hook"))).not.toMatch(/private|"(web|api|slow)"/);
  });

  it("[SB12] is told once of what is slow and then down: the outage has its own end", async () => {
    await publishSlow();
    await subscribeInbox("hook");
    await tickAt(1, { slow: 202 });
    await told("hook", 1);
    await tickAt(3, { slow: 500 });
    await told("hook", 2);
    await tickAt(5, { slow: 200 });
    await tickAt(7, {});
    expect(await texts("hook", 3)).toEqual([
      "Search is slow",
      "Search is down",
      "Search is up again",
    ]);
  });

  it("[SB12] is told what a person says of a component that nobody looks at", async () => {
    const id = await publish({
      groups: [{ name: "", components: [{ name: "Fax", status: "UP" }] }],
    });
    await subscribeInbox("hook");
    for (const [index, status] of [
      [1, "DOWN"],
      [3, "DOWN"],
      [5, "UP"],
    ] as const) {
      at(minute(index));
      const components = [{ name: "Fax", status }];
      const title = `Acme ${index}`;
      await send("PATCH", `/pages/${id}`, { title, groups: [{ name: "", components }] });
      await tellAll();
    }
    const said = await texts("hook", 2);
    expect(said.map((text) => text.replace(/^Acme \d: /, ""))).toEqual([
      "Fax is down",
      "Fax is back to normal",
    ]);
  });

  it("[SB12] hears nothing of what was so before it confirmed", async () => {
    await publishSlow([{ name: "Fax", status: "DOWN" }]);
    await announce();
    await tickAt(1, { slow: 202 });
    at(minute(2));
    await subscribeInbox("late");
    await tellAt(3);
    await tickAt(4, { api: 500 });
    expect(await texts("late", 1)).toEqual(["Checkout is down"]);
  });

  it("[SB13] is told of work that is announced, begins and is over, by the components it chose", async () => {
    await publish({ groups: GROUPS });
    const [website, checkout] = (await read()).groups[0]!.components.map(({ id }) => id);
    await subscribeInbox("checkout", [checkout!]);
    await subscribeInbox("website", [website!]);
    at(minute(1));
    await announce();
    await tickAt(2, {});
    await told("checkout", 1);
    for (const index of [30, 60, 90, 120, 150]) await tickAt(index, {});
    expect(await texts("checkout", 3)).toEqual([
      "Planned maintenance: New racks",
      "Maintenance has begun: New racks",
      "Maintenance is over: New racks",
    ]);
    expect((await told("checkout"))[0]!.data.updates).toMatchObject([
      { kind: "maintenance", act: "announced", names: ["Checkout"], startsAt: minute(60) },
    ]);
    expect(await told("website")).toEqual([]);
    expect(JSON.stringify(await told("checkout"))).not.toMatch(/private|"(web|api)"/);
  });

  it("[SB13] is told where work is moved, and where it is cancelled", async () => {
    await publish({ groups: GROUPS });
    await subscribeInbox("hook");
    at(minute(1));
    const id = await announce();
    await tellAt(2);
    at(minute(4));
    const later = { startsAt: minute(180), endsAt: minute(240) };
    const times = Object.fromEntries(
      Object.entries(later).map(([name, one]) => [name, new Date(one).toISOString()]),
    );
    await send("PATCH", `/maintenances/${id}`, times);
    await tellAt(5);
    // Another title is no news.
    at(minute(7));
    await send("PATCH", `/maintenances/${id}`, { title: "Newer racks" });
    await tellAt(8);
    at(minute(10));
    await api(`/maintenances/${id}`, { method: "DELETE" });
    await tellAt(11);
    expect(await texts("hook", 3)).toEqual([
      "Planned maintenance: New racks",
      "Maintenance at another time: New racks",
      "Maintenance is cancelled: Newer racks",
    ]);
  });

  it("[SB13] is told that work is over where it is ended early, and of work that begins at once", async () => {
    await publish({ groups: GROUPS });
    await subscribeInbox("hook");
    at(minute(1));
    const id = await announce({ startsAt: new Date(minute(0)).toISOString() });
    await tellAt(2);
    at(minute(5));
    await api(`/maintenances/${id}`, { method: "DELETE" });
    await tellAt(6);
    expect(await texts("hook", 2)).toEqual([
      "Maintenance has begun: New racks",
      "Maintenance is over: New racks",
    ]);
  });

  it("[SB13] is told once that work recurs, and each time that it begins and is over", async () => {
    await publish({ groups: GROUPS });
    await subscribeInbox("hook");
    at(minute(1));
    // Each hour, of which it takes half.
    await announce({
      startsAt: new Date(minute(60)).toISOString(),
      endsAt: new Date(minute(90)).toISOString(),
      recurrence: "0 * * * *",
    });
    for (const index of [2, 60, 90, 120, 150]) await tellAt(index);
    expect((await texts("hook", 5)).map((text) => text.replace(": New racks", ""))).toEqual([
      "Planned maintenance",
      "Maintenance has begun",
      "Maintenance is over",
      "Maintenance has begun",
      "Maintenance is over",
    ]);
  });

  it("[SB14] is not called for what was over when it came to the page, and hears what is written on it later", async () => {
    await publish({ groups: GROUPS });
    await subscribeInbox("hook");
    at(minute(30));
    const opened = await send("POST", "/incidents", {
      title: "Mail was late",
      severity: "minor",
      status: "resolved",
      affected: [{ endpointId: "api", impact: "degraded" }],
      body: "It was late yesterday.",
      startedAt: new Date(minute(5)).toISOString(),
    });
    const { id } = await opened.json<{ id: string }>();
    await tellAt(31);
    expect((await read()).incidents).toMatchObject([{ title: "Mail was late" }]);
    // Nor with the next news.
    await tickAt(33, { web: 500 });
    expect(await texts("hook", 1)).toEqual(["Website is down"]);
    at(minute(36));
    await send("POST", `/incidents/${id}/updates`, { status: "postmortem", body: "A queue." });
    await tellAt(37);
    expect((await texts("hook", 2)).at(-1)).toBe("Mail was late (what happened and why)");
  });
});
