import { OBJECT_LIMITS } from "../domain/limits";
import { describe, expect, it } from "vitest";
import { INCIDENT_BOUNDS } from "../domain/incidents/actions";
import type { IncidentDetail } from "../protocol/incidents";
import { db, fetchApi, sendJson, storeEndpoint } from "../test/fixtures/worker";

/** Copies of what is stored, until there are so many; written in one statement. */
async function fillUp(table: string, count: number, changes: Record<string, string> = {}) {
  const columns = await db.all<{ name: string }>(`select name from pragma_table_info('${table}')`);
  const copied = columns.map(({ name }) => {
    const change = { id: "id || '-' || n", ...changes }[name];
    return change ?? `"${name}"`;
  });
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  await db.$client
    .prepare(
      `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
       insert into ${table} (${names}) select ${copied.join(", ")}
       from (select * from ${table} limit 1), numbers`,
    )
    .bind(count - 1)
    .run();
}

const COLLECTIONS = [
  {
    path: "/pages",
    table: "pages",
    ...OBJECT_LIMITS.page,
    body: (name: string) => ({ slug: name, title: name }),
    changes: { slug: "slug || '-' || n" },
  },
  {
    path: "/maintenances",
    table: "maintenances",
    ...OBJECT_LIMITS.maintenance,
    changes: {},
    body: (title: string) => ({
      title,
      endpointIds: ["web"],
      startsAt: "2096-01-01T00:00:00.000Z",
      endsAt: "2096-01-01T01:00:00.000Z",
      timeZone: "UTC",
    }),
  },
  {
    path: "/channels",
    table: "channels",
    ...OBJECT_LIMITS.channel,
    changes: {},
    body: (name: string) => ({
      name,
      kind: "webhook",
      settings: { url: "https://hooks.example.com/a" },
    }),
  },
  {
    path: "/rules",
    table: "rules",
    ...OBJECT_LIMITS.rule,
    changes: {},
    body: (name: string, channelId: string) => ({ name, channelIds: [channelId] }),
  },
];

describe("what can be made", () => {
  it.each(COLLECTIONS)(
    "[BN1] of $path there are $max at most, however many are asked for at once",
    async ({ path, table, max, body, changes }) => {
      await storeEndpoint("web");
      const channel = await sendJson("POST", "/channels", COLLECTIONS[2]!.body("first", ""));
      const { id } = await channel.json<{ id: string }>();
      const create = (name: string) => sendJson("POST", path, body(name, id));
      expect((await create("one")).status).toBe(201);
      const known = await db.all<{ n: number }>(`select count(*) as n from ${table}`);
      await fillUp(table, max - 1 - known[0]!.n, changes);
      const answers = await Promise.all(["a", "b", "c", "d", "e", "f"].map(create));
      const count = await db.all<{ n: number }>(`select count(*) as n from ${table}`);
      expect(count[0]!.n).toBe(max);
      const refused = answers.filter(({ status }) => status !== 201);
      expect(refused.length).toBeGreaterThanOrEqual(3);
      expect(await refused[0]!.json()).toMatchObject({
        error: { code: "limit_reached", message: expect.stringContaining(`fewer than ${max} `) },
      });
    },
  );

  it("[BN1] a page that finds no room does not take the place of the one at /", async () => {
    await sendJson("POST", "/pages", { slug: "home", title: "Home", isDefault: true });
    await fillUp("pages", OBJECT_LIMITS.page.max, { slug: "slug || '-' || n", is_default: "0" });
    const full = await sendJson("POST", "/pages", { slug: "new", title: "New", isDefault: true });
    expect(full.status).toBe(409);
    const rows = await db.all<{ slug: string }>("select slug from pages where is_default = 1");
    expect(rows).toEqual([{ slug: "home" }]);
  });

  it("[PG7] a page shows a thousand endpoints at most", async () => {
    const components = Array.from({ length: 6 }, (_, part) => ({
      name: `Part ${part}`,
      endpointIds: Array.from({ length: 200 }, (_, index) => `e${part}-${index}`),
    }));
    const answer = await sendJson("POST", "/pages", {
      slug: "large",
      title: "Large",
      groups: [{ name: "", components }],
    });
    expect(await answer.json()).toMatchObject({
      error: { code: "invalid", fields: { groups: "expected at most 1000 endpoints" } },
    });
  });
});

describe("what can be written about an incident", () => {
  const { updates, acts, revisions } = INCIDENT_BOUNDS;
  const open = async (title = "Slow") =>
    (await (await sendJson("POST", "/incidents", { title, body: "First." })).json<{ id: string }>())
      .id;
  const detail = async (id: string) => (await fetchApi(`/incidents/${id}`)).json<IncidentDetail>();
  const write = (id: string, fields: object) =>
    sendJson("POST", `/incidents/${id}/updates`, { body: "More.", ...fields });
  const fillTimeline = (kind: string, count: number) =>
    db
      .run(`delete from incident_timeline where kind <> '${kind}'`)
      .then(() => fillUp("incident_timeline", count));

  it("[IW11] is two hundred updates, and the one that ends it", async () => {
    const id = await open();
    await fillTimeline("update", updates.max - 1);
    const answers = await Promise.all(["a", "b", "c"].map((body) => write(id, { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const full = await write(id, {});
    expect(await full.json()).toMatchObject({
      error: { code: "conflict", message: expect.stringContaining("at most 200 updates") },
    });
    expect((await write(id, { status: "resolved" })).status).toBe(201);
    expect((await write(id, { status: "postmortem" })).status).toBe(409);
    expect((await detail(id)).updates).toHaveLength(updates.max + 1);
  });

  it("[IW11] is edited as often as one likes: what it said first and last is kept, twenty texts in all", async () => {
    const id = await open();
    const [update] = (await detail(id)).updates;
    for (let index = 1; index <= 25; index++) {
      await sendJson("PATCH", `/incidents/${id}/updates/${update!.id}`, { body: `Edit ${index}` });
    }
    const [edited] = (await detail(id)).updates;
    const kept = edited!.revisions.map(({ body }) => body);
    expect(kept).toHaveLength(revisions.max);
    expect([kept[0], kept[1], kept.at(-1)]).toEqual(["First.", "Edit 6", "Edit 24"]);
  });

  it("[IW11] is a thousand acts besides", async () => {
    const id = await open();
    await sendJson("PATCH", `/incidents/${id}`, { severity: "minor" });
    await db.run("delete from incident_timeline where kind = 'opened'");
    await fillTimeline("changed", acts.max);
    const act = await sendJson("PATCH", `/incidents/${id}`, { severity: "critical" });
    expect(await act.json()).toMatchObject({
      error: { message: expect.stringContaining("at most 1000 acts") },
    });
    expect((await sendJson("POST", `/incidents/${id}/acknowledge`, {})).status).toBe(409);
    expect((await write(id, { status: "resolved" })).status).toBe(201);
  });

  it("[MD3] is made HTML once, when it is written and when it is edited", async () => {
    const id = await open();
    const html = async () =>
      (await db.all<{ html: string }>("select html from incident_timeline where kind = 'update'"))
        .map((row) => row.html)
        .join();
    expect(await html()).toBe("<p>First.</p>\n");
    const [update] = (await detail(id)).updates;
    const body = "Now **this**.";
    await sendJson("PATCH", `/incidents/${id}/updates/${update!.id}`, { body });
    expect(await html()).toBe("<p>Now <strong>this</strong>.</p>\n");
  });
});
