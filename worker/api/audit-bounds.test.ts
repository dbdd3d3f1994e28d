import { expect, it, vi } from "vitest";
import { createBrowser, joinAsMember, setUpOwner } from "../test/fixtures/browser";
import { inboxUrl } from "../test/fixtures/notifications";
import { bindings, db, fetchApi, sendJson } from "../test/fixtures/worker";
import { expireAuditEntries } from "../store/audit-log";
import { writeBatch } from "../store/database";
import { fitJson } from "./fit-json";
import { ROUTE_POLICIES } from "./route-policies";

const MAX_ENTRY_BYTES = 4_096;
/** 480 KB of what no route knows, with what would be a lie. */
const FORGED = JSON.stringify({
  url: "https://never-changed.example",
  after: { role: "owner" },
  z: Array<string>(1_200).fill("q".repeat(400)),
});

type Row = Record<string, unknown>;
const storedEntries = async () =>
  (await bindings.DB.prepare("select * from audit_log order by id").all<Row>()).results;
const bytesOf = (row: Row) => Buffer.byteLength(Object.values(row).join(""));

async function create(path: string, body: object): Promise<string> {
  const response = await sendJson("POST", path, body);
  if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json<{ id: string }>()).id;
}

const pageBody = { slug: "acme", title: "Acme", groups: [] };
const webhook = () => ({ name: "Ops", kind: "webhook", settings: { url: inboxUrl("audit") } });
const soon = () => new Date(Date.now() + 3_600_000).toISOString();
const later = () => new Date(Date.now() + 7_200_000).toISOString();

/** One of everything, by the beginning of the paths that are about it. */
async function createWorld(): Promise<Record<string, string>> {
  const heartbeat = await create("/endpoints", { name: "Job", kind: "heartbeat" });
  const page = await create("/pages", pageBody);
  const channel = await create("/channels", webhook());
  return {
    endpoints: heartbeat,
    pages: page,
    channels: channel,
    rules: await create("/rules", { name: "All", channelIds: [channel] }),
    incidents: await create("/incidents", { title: "Slow", severity: "minor" }),
    maintenances: await create("/maintenances", {
      title: "Move",
      endpointIds: [heartbeat],
      startsAt: soon(),
      endsAt: later(),
      timeZone: "UTC",
    }),
    tokens: await create("/tokens", { name: "wall", scopes: ["read"] }),
    invitations: await create("/invitations", { email: "eve@example.com", role: "viewer" }),
  };
}

it("[AU9] keeps nothing of a body that no route decoded, whatever the route", async () => {
  const owner = await setUpOwner();
  const world = await createWorld();
  await bindings.DB.prepare("delete from audit_log").run();
  const writes = Object.keys(ROUTE_POLICIES).filter((route) => !/^(GET|HEAD|ALL) /.test(route));
  // What deletes comes last: until then there is something to write to.
  writes.sort((one, other) => Number(/^DELETE/.test(one)) - Number(/^DELETE/.test(other)));
  const done: string[] = [];
  for (const route of writes) {
    const [method, path] = route.split(" ") as [string, string];
    const [, , , kind = ""] = path.split("/");
    const url = path.replace(/^\/api\/v1/, "").replace(/:\w+/, world[kind] ?? "x");
    const response = path.startsWith("/api/v1/sessions")
      ? await owner(method, url, JSON.parse(FORGED))
      : await sendJson(method, url.replace(/:\w+/, "x"), FORGED);
    if (response.ok) done.push(route);
    expect(response.status).not.toBe(500);
  }
  expect(done).toEqual(
    expect.arrayContaining([
      "POST /api/v1/endpoints/:id/pause",
      "POST /api/v1/endpoints/:id/resume",
      "POST /api/v1/endpoints/:id/ping-token",
      "POST /api/v1/channels/:id/rotate-secret",
      "POST /api/v1/channels/:id/test",
      "POST /api/v1/secrets/rotate",
      "DELETE /api/v1/sessions",
      "DELETE /api/v1/channels/:id",
      "DELETE /api/v1/endpoints/:id",
    ]),
  );
  const entries = await storedEntries();
  expect(entries.length).toBeGreaterThanOrEqual(9);
  for (const entry of entries) {
    expect(Object.values(entry).join("")).not.toMatch(/never-changed|qqq/);
    expect(bytesOf(entry)).toBeLessThan(MAX_ENTRY_BYTES);
  }
});

const LARGE_TEXT = "가".repeat(100);
const many = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));

it.each<[string, (world: Record<"endpoint" | "channel", string>) => object]>([
  [
    "/endpoints",
    () => ({
      name: LARGE_TEXT,
      url: `https://shop.example/${"a".repeat(2_000)}`,
      paused: true,
      method: "POST",
      body: "\u0001".repeat(30_000),
      headers: Object.fromEntries(many(30, (index) => [`X-${index}`, "v".repeat(4_000)])),
      tags: many(16, (index) => `${index}${LARGE_TEXT.slice(0, 30)}`),
      assertions: many(20, () => ({
        source: "body",
        comparison: "contains",
        expected: LARGE_TEXT.repeat(9),
      })),
    }),
  ],
  [
    "/pages",
    ({ endpoint }) => ({
      ...pageBody,
      title: LARGE_TEXT,
      description: LARGE_TEXT.repeat(5),
      groups: many(30, () => ({
        name: LARGE_TEXT,
        components: many(3, () => ({ name: LARGE_TEXT, endpointIds: [endpoint] })),
      })),
    }),
  ],
  ["/incidents", () => ({ title: LARGE_TEXT, severity: "minor", body: LARGE_TEXT.repeat(100) })],
  [
    "/rules",
    ({ channel }) => ({
      name: "R".repeat(80),
      channelIds: [channel],
      match: { tags: many(50, (index) => `${index}${LARGE_TEXT.slice(0, 30)}`) },
    }),
  ],
])("[AU9] keeps an entry below 4 KB however much %s takes", async (path, bodyOf) => {
  const endpoint = await create("/endpoints", { name: "Job", kind: "heartbeat" });
  const channel = await create("/channels", webhook());
  const response = await sendJson("POST", path, bodyOf({ endpoint, channel }));
  expect([201, 400]).toContain(response.status);
  if (response.status === 400) throw new Error(await response.text());
  const entry = (await storedEntries()).at(-1)!;
  expect(entry["action"]).toBe(`POST /api/v1${path}`);
  expect(bytesOf(entry)).toBeLessThan(MAX_ENTRY_BYTES);
  expect(String(entry["after"]).length).toBeGreaterThan(300);
});

it.each([
  ["one long text", { a: "x".repeat(9_000), b: "kept" }],
  ["many parts", Object.fromEntries(many(5_000, (index) => [`name${index}`, index]))],
  ["a long name", { ["n".repeat(9_000)]: 1 }],
  ["a list of lists", many(300, (index) => many(300, () => index))],
  ["escapes", { text: '\u0000\ud800"'.repeat(3_000) }],
])("[AU9] cuts %s to its bytes, and nothing that fits", (_, value) => {
  const bytes = (json: unknown) => Buffer.byteLength(JSON.stringify(json));
  expect(bytes(fitJson(value, 1_400))).toBeLessThanOrEqual(1_400);
  expect(JSON.stringify(fitJson(value, 1_400))).toContain("…");
  expect(fitJson(value, bytes(value))).toEqual(value);
  if ("b" in value) expect(fitJson(value, 1_400)).toMatchObject({ b: "kept" });
});

it("[BN3] forgets what is older than 400 days, and of too many what the busiest did first", async () => {
  const DAY = 86_400_000;
  const now = Date.now();
  const insert = (actor: string, at: number, count: number) =>
    bindings.DB.prepare(
      `insert into audit_log (at, actor_kind, actor_id, actor_name, action)
       select ?, 'person', ?, ?, 'PATCH /api/v1/profile' from json_each(?)`,
    ).bind(at, actor, actor, JSON.stringify(Array(count).fill(0)));
  await bindings.DB.batch([
    insert("ada", now - 401 * DAY, 3),
    insert("ada", now - 399 * DAY, 5),
    insert("eve", now, 40_010),
  ]);
  await writeBatch(db, expireAuditEntries(now));
  const { results } = await bindings.DB.prepare(
    "select actor_id as actor, count(*) as count from audit_log group by 1 order by 1",
  ).all();
  expect(results).toEqual([
    { actor: "ada", count: 5 },
    { actor: "eve", count: 39_995 },
  ]);
});

it("[BN3] ends the oldest of too many sessions each hour", async () => {
  const owner = await setUpOwner();
  const { id } = await joinAsMember(owner, "eve@example.com", "editor");
  const session = (name: string, at: number, expires: number) =>
    bindings.DB.prepare(
      "insert into sessions (id, token, user_id, expires_at, created_at, updated_at) values (?1, ?1, ?2, ?3, ?4, ?4)",
    ).bind(name, id, expires, at);
  const now = Date.now();
  await bindings.DB.batch([
    ...many(103, (index) => session(`s${index}`, now - 1_000 - index, now + 1e9)),
  ]);
  const { exports } = await import("cloudflare:workers");
  await exports.TickRunner.cleanUp();
  const { results } = await bindings.DB.prepare(
    "select id from sessions where user_id = ? order by updated_at desc",
  )
    .bind(id)
    .all<{ id: string }>();
  expect(results.length).toBe(100);
  expect(results.map((row) => row.id)).toContain("s98");
  expect(results.map((row) => row.id)).not.toContain("s99");
});

it("[BN3] clears away at its minute of each hour, and not at others", async () => {
  const { exports } = await import("cloudflare:workers");
  const minute = (index: number) => Date.UTC(2026, 0, 5, 8, index);
  const old = () =>
    bindings.DB.prepare(
      "insert into idempotency_keys (key_hash, body_hash, resource_id, created_at) values ('k', 'b', 'x', 1)",
    ).run();
  const count = () => bindings.DB.prepare("select count(*) as n from idempotency_keys").first("n");
  await old();
  await exports.TickRunner.tick(minute(3), "cron");
  expect(await count()).toBe(1);
  await exports.TickRunner.tick(minute(4), "cron");
  await vi.waitFor(async () => expect(await count()).toBe(0));
});

it("[AU9] says what a person did once, however often a request is repeated by its key", async () => {
  const browser = createBrowser();
  expect((await browser("GET", "/session")).status).toBe(200);
  for (let index = 0; index < 3; index++)
    await sendJson("POST", "/pages", pageBody, { "idempotency-key": "k" });
  const { data } = await (await fetchApi("/audit")).json<{ data: unknown[] }>();
  expect(data.length).toBe(1);
});
