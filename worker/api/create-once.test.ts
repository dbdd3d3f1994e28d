import { describe, expect, it } from "vitest";
import type { Actor } from "../domain/permissions";
import { apiAs } from "../test/fixtures/actor-api";
import { bindings, storeEndpoint } from "../test/fixtures/worker";

type Kind = { path: string; body: object; other: object; table: string };
const window = {
  endpointIds: ["x"],
  startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 7_200_000).toISOString(),
  timeZone: "UTC",
};

/** What each kind is created from, and how another request differs: where it may, by a secret. */
const KINDS: Kind[] = [
  {
    path: "/endpoints",
    table: "endpoints",
    body: { name: "Shop", url: "https://shop.example", paused: true, headers: { "X-Pin": "1" } },
    other: { name: "Shop", url: "https://shop.example", paused: true, headers: { "X-Pin": "2" } },
  },
  {
    path: "/channels",
    table: "channels",
    body: { name: "Ops", kind: "webhook", settings: { url: "https://one.example" } },
    other: { name: "Ops", kind: "webhook", settings: { url: "https://two.example" } },
  },
  {
    path: "/rules",
    table: "rules",
    body: { name: "All", channelIds: ["c"] },
    other: { name: "All", channelIds: ["c"], delayMinutes: 1 },
  },
  {
    path: "/pages",
    table: "pages",
    body: {
      slug: "acme",
      title: "Acme",
      groups: [],
      visibility: "password",
      password: "one-of-two",
    },
    other: {
      slug: "acme",
      title: "Acme",
      groups: [],
      visibility: "password",
      password: "two-of-two",
    },
  },
  {
    path: "/incidents",
    table: "incidents",
    body: { title: "First", severity: "minor" },
    other: { title: "Second, urgent", severity: "minor" },
  },
  {
    path: "/maintenances",
    table: "maintenances",
    body: { title: "Move", ...window },
    other: { title: "Move again", ...window },
  },
];

const editor = (id: string): Actor => ({
  kind: "person",
  id,
  name: id,
  role: "editor",
  session: null,
});

const send = (actor: Actor, method: string, path: string, body?: object, key?: string) =>
  apiAs(actor)(method, path, body, key === undefined ? {} : { "idempotency-key": key });

async function prepareWorld() {
  await storeEndpoint("x", { paused: true });
  await bindings.DB.prepare(
    `insert into channels (id, name, kind, settings, enabled, language, time_zone, max_per_minute,
       origin, created_at, updated_at)
     values ('c', 'c', 'webhook', '{}', 1, 'en', 'UTC', 6, '', 0, 0)`,
  ).run();
}
const count = (table: string) =>
  bindings.DB.prepare(`select count(*) as n from ${table} where id not in ('x', 'c')`).first("n");

/** Pages have unique slugs: another actor's has its own. */
const bodyOf = ({ body }: Kind, who: string) => ("slug" in body ? { ...body, slug: who } : body);

describe.each(KINDS)("an Idempotency-Key of $path", (kind) => {
  const { path, body, other, table } = kind;

  it("[AP6] is each actor's own: what another sent with it is neither swallowed nor shown", async () => {
    await prepareWorld();
    const [ada, eve, machine] = [editor("ada"), editor("eve"), { kind: "admin" } as const];
    const first = await send(ada, "POST", path, bodyOf(kind, "a"), "deploy-1");
    const ids = [first.id];
    for (const [actor, who] of [
      [eve, "b"],
      [machine, "d"],
    ] as const) {
      const own = await send(actor, "POST", path, bodyOf(kind, who), "deploy-1");
      expect(own.status).toBe(201);
      ids.push(own.id);
    }
    expect(new Set(ids).size).toBe(3);
    expect(await count(table)).toBe(3);
    expect((await send(ada, "POST", path, bodyOf(kind, "a"), "deploy-1")).id).toBe(first.id);
  });

  it("[AP6] with another body is refused, also where only a secret differs", async () => {
    await prepareWorld();
    const ada = editor("ada");
    expect((await send(ada, "POST", path, body, "k")).status).toBe(201);
    const refused = await send(ada, "POST", path, other, "k");
    expect(refused).toMatchObject({ status: 409, error: { code: "conflict" } });
    expect(refused.error!.message).toContain("Idempotency-Key");
    expect(await count(table)).toBe(1);
  });

  it("[AP6] sent several times at once creates one", async () => {
    await prepareWorld();
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => send(editor("ada"), "POST", path, body, "k")),
    );
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await count(table)).toBe(1);
  });

  it("[AP6] of something that is refused is free for what is right", async () => {
    await prepareWorld();
    const ada = editor("ada");
    expect((await send(ada, "POST", path, { ...body, colour: "red" }, "k")).status).toBe(400);
    expect((await send(ada, "POST", path, body, "k")).status).toBe(201);
  });

  it("[AP6] is forgotten after a day", async () => {
    await prepareWorld();
    const ada = editor("ada");
    const { id } = await send(ada, "POST", path, bodyOf(kind, "a"), "k");
    await bindings.DB.prepare(
      "update idempotency_keys set created_at = created_at - 86400001",
    ).run();
    const later = await send(ada, "POST", path, bodyOf(kind, "b"), "k");
    expect(later.status).toBe(201);
    expect(later.id).not.toBe(id);
    // Its id is the new one's from here on.
    expect((await send(ada, "POST", path, bodyOf(kind, "b"), "k")).id).toBe(later.id);
  });
});

describe.each(KINDS.filter(({ path }) => path !== "/incidents"))("what $path deleted", (kind) => {
  const { path, body, table } = kind;

  it("[AP13] gives its id to nothing else", async () => {
    await prepareWorld();
    const ada = editor("ada");
    const { id } = await send(ada, "POST", path, body, "k");
    expect((await send(ada, "DELETE", `${path}/${id}`)).status).toBe(204);
    const again = await send(ada, "POST", path, body, "k");
    expect(again).toMatchObject({ status: 409, error: { code: "conflict" } });
    expect(again.error!.message).toContain("deleted");
    expect(await count(table)).toBe(0);
    const fresh = await send(ada, "POST", path, body, "k2");
    expect(fresh.id).not.toBe(id);
  });
});

it("[AP6] is one thing for an update of one incident, and another for one of another", async () => {
  const ada = editor("ada");
  const ids = [
    (await send(ada, "POST", "/incidents", { title: "A", severity: "minor" })).id,
    (await send(ada, "POST", "/incidents", { title: "B", severity: "minor" })).id,
  ];
  const post = (id: string | undefined, body: string, actor = ada) =>
    send(actor, "POST", `/incidents/${id}/updates`, { body }, "u");
  for (const id of ids) {
    const all = await Promise.all([1, 2, 3].map(() => post(id, "Text.")));
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await post(id, "Other.")).status).toBe(409);
    expect((await post(id, "Other.", editor("eve"))).status).toBe(201);
  }
  const updates = "select count(*) as n from incident_timeline where kind = 'update'";
  expect(await bindings.DB.prepare(updates).first("n")).toBe(4);
});

it("[AP6] keeps no body, and no key, as it was sent", async () => {
  await send(editor("ada"), "POST", "/endpoints", KINDS[0]!.body, "secret-key");
  const { results } = await bindings.DB.prepare("select * from idempotency_keys").all();
  expect(results.length).toBe(1);
  expect(JSON.stringify(results)).not.toMatch(/secret-key|shop|X-Pin/);
});
