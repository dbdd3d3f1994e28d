import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freezeTime, publishPage, readPageJson } from "../test/fixtures/pages";
import {
  subscribeInbox,
  dispatchToSubscribers,
  tickWithStatuses,
  receivedMessages,
} from "../test/fixtures/subscriptions";
import { fetchApi, minuteAt, sendJson, storeEndpoint } from "../test/fixtures/worker";

beforeEach(async () => {
  freezeTime(minuteAt(0));
  for (const id of ["web", "api"]) {
    await storeEndpoint(id, { failureThreshold: 1, name: `private-${id}` });
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
  (await receivedMessages(name, atLeast)).map(({ data }) => data.text.replace("Acme: ", ""));

/** A page with a component that is degraded where it answers with 202. */
async function publishSlow(more: object[] = []) {
  const plain = {
    source: "status",
    property: null,
    comparison: "equals",
    expected: "200",
  } as const;
  const assertions = [{ ...plain, severity: "degraded" as const }];
  await storeEndpoint("slow", { failureThreshold: 1, assertions });
  const components = [{ name: "Search", endpointIds: ["slow"] }, ...more];
  await publishPage({ groups: [...GROUPS, { name: "", components }] });
}

const work = (fields: object) => ({
  title: "New racks",
  endpointIds: ["api"],
  startsAt: new Date(minuteAt(60)).toISOString(),
  endsAt: new Date(minuteAt(120)).toISOString(),
  timeZone: "UTC",
  ...fields,
});
const announce = async (fields: object = {}) =>
  (await (await sendJson("POST", "/maintenances", work(fields))).json<{ id: string }>()).id;
async function dispatchAt(index: number) {
  freezeTime(minuteAt(index));
  await dispatchToSubscribers();
}

describe("whoever subscribed", () => {
  it("[SB12] is told that a component is slow, and that it is back to normal", async () => {
    await publishSlow();
    await subscribeInbox("hook");
    await tickWithStatuses(1, { slow: 202 });
    await receivedMessages("hook", 1);
    await tickWithStatuses(3, { slow: 202 });
    await tickWithStatuses(5, { slow: 200 });
    expect(await texts("hook", 2)).toEqual([
      "Search has degraded performance",
      "Search is back to normal",
    ]);
    expect((await receivedMessages("hook"))[0]!.data.updates).toMatchObject([
      { kind: "component", status: "DEGRADED", names: ["Search"] },
    ]);
    expect(JSON.stringify(await receivedMessages("hook"))).not.toMatch(/private|"(web|api|slow)"/);
  });

  it("[SB12] is told once of what is slow and then down: the outage has its own end", async () => {
    await publishSlow();
    await subscribeInbox("hook");
    await tickWithStatuses(1, { slow: 202 });
    await receivedMessages("hook", 1);
    await tickWithStatuses(3, { slow: 500 });
    await receivedMessages("hook", 2);
    await tickWithStatuses(5, { slow: 200 });
    await tickWithStatuses(7, {});
    expect(await texts("hook", 3)).toEqual([
      "Search has degraded performance",
      "Search has a major outage",
      "Search is up again",
    ]);
  });

  it("[SB12] is told what a person says of a component that nobody looks at", async () => {
    const id = await publishPage({
      groups: [{ name: "", components: [{ name: "Fax", status: "UP" }] }],
    });
    await subscribeInbox("hook");
    for (const [index, status] of [
      [1, "DOWN"],
      [3, "DOWN"],
      [5, "UP"],
    ] as const) {
      freezeTime(minuteAt(index));
      const components = [{ name: "Fax", status }];
      const title = `Acme ${index}`;
      await sendJson("PATCH", `/pages/${id}`, { title, groups: [{ name: "", components }] });
      await dispatchToSubscribers();
    }
    const received = await texts("hook", 2);
    expect(received.map((text) => text.replace(/^Acme \d: /, ""))).toEqual([
      "Fax has a major outage",
      "Fax is back to normal",
    ]);
  });

  it("[SB12] hears nothing of what was so before it confirmed", async () => {
    await publishSlow([{ name: "Fax", status: "DOWN" }]);
    await announce();
    await tickWithStatuses(1, { slow: 202 });
    freezeTime(minuteAt(2));
    await subscribeInbox("late");
    await dispatchAt(3);
    await tickWithStatuses(4, { api: 500 });
    expect(await texts("late", 1)).toEqual(["Checkout has a major outage"]);
  });

  it("[SB13] is told of work that is announced, begins and is over, by the components it chose", async () => {
    await publishPage({ groups: GROUPS });
    const [website, checkout] = (await readPageJson()).groups[0]!.components.map(({ id }) => id);
    await subscribeInbox("checkout", [checkout!]);
    await subscribeInbox("website", [website!]);
    freezeTime(minuteAt(1));
    await announce();
    await tickWithStatuses(2, {});
    await receivedMessages("checkout", 1);
    for (const index of [30, 60, 90, 120, 150]) await tickWithStatuses(index, {});
    expect(await texts("checkout", 3)).toEqual([
      "Planned maintenance: New racks",
      "Maintenance has begun: New racks",
      "Maintenance is over: New racks",
    ]);
    expect((await receivedMessages("checkout"))[0]!.data.updates).toMatchObject([
      { kind: "maintenance", act: "announced", names: ["Checkout"], startsAt: minuteAt(60) },
    ]);
    expect(await receivedMessages("website")).toEqual([]);
    expect(JSON.stringify(await receivedMessages("checkout"))).not.toMatch(/private|"(web|api)"/);
  });

  it("[SB13] is told where work is moved, and where it is cancelled", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    freezeTime(minuteAt(1));
    const id = await announce();
    await dispatchAt(2);
    freezeTime(minuteAt(4));
    const later = { startsAt: minuteAt(180), endsAt: minuteAt(240) };
    const times = Object.fromEntries(
      Object.entries(later).map(([name, one]) => [name, new Date(one).toISOString()]),
    );
    await sendJson("PATCH", `/maintenances/${id}`, times);
    await dispatchAt(5);
    // Another title is no news.
    freezeTime(minuteAt(7));
    await sendJson("PATCH", `/maintenances/${id}`, { title: "Newer racks" });
    await dispatchAt(8);
    freezeTime(minuteAt(10));
    await fetchApi(`/maintenances/${id}`, { method: "DELETE" });
    await dispatchAt(11);
    expect(await texts("hook", 3)).toEqual([
      "Planned maintenance: New racks",
      "Maintenance at another time: New racks",
      "Maintenance is cancelled: Newer racks",
    ]);
  });

  it("[SB13] is told that work is over where it is ended early, and of work that begins at once", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    freezeTime(minuteAt(1));
    const id = await announce({ startsAt: new Date(minuteAt(0)).toISOString() });
    await dispatchAt(2);
    freezeTime(minuteAt(5));
    await fetchApi(`/maintenances/${id}`, { method: "DELETE" });
    await dispatchAt(6);
    expect(await texts("hook", 2)).toEqual([
      "Maintenance has begun: New racks",
      "Maintenance is over: New racks",
    ]);
  });

  it("[SB13] is told once that work recurs, and each time that it begins and is over", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    freezeTime(minuteAt(1));
    // Each hour, of which it takes half.
    await announce({
      startsAt: new Date(minuteAt(60)).toISOString(),
      endsAt: new Date(minuteAt(90)).toISOString(),
      recurrence: "0 * * * *",
    });
    for (const index of [2, 60, 90, 120, 150]) await dispatchAt(index);
    expect((await texts("hook", 5)).map((text) => text.replace(": New racks", ""))).toEqual([
      "Planned maintenance",
      "Maintenance has begun",
      "Maintenance is over",
      "Maintenance has begun",
      "Maintenance is over",
    ]);
  });

  it("[SB14] is not called for what was over when it came to the page, and hears what is written on it later", async () => {
    await publishPage({ groups: GROUPS });
    await subscribeInbox("hook");
    freezeTime(minuteAt(30));
    const opened = await sendJson("POST", "/incidents", {
      title: "Mail was late",
      severity: "minor",
      status: "resolved",
      affected: [{ endpointId: "api", impact: "degraded" }],
      body: "It was late yesterday.",
      startedAt: new Date(minuteAt(5)).toISOString(),
    });
    const { id } = await opened.json<{ id: string }>();
    await dispatchAt(31);
    expect((await readPageJson()).incidents).toMatchObject([{ title: "Mail was late" }]);
    // Nor with the next news.
    await tickWithStatuses(33, { web: 500 });
    expect(await texts("hook", 1)).toEqual(["Website has a major outage"]);
    freezeTime(minuteAt(36));
    await sendJson("POST", `/incidents/${id}/updates`, { status: "postmortem", body: "A queue." });
    await dispatchAt(37);
    expect((await texts("hook", 2)).at(-1)).toBe("Mail was late (what happened and why)");
  });
});
