import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { apiPorts } from "../adapters/index";
import { OBJECT_LIMITS, REQUEST_LIMITS, type LimitedKind } from "../domain/limits";
import { apiAs } from "../test/fixtures/actor-api";
import { inboxUrl } from "../test/fixtures/notifications";
import { ACTORS } from "../test/fixtures/permission-matrix";
import { createRateLimiter } from "../test/fixtures/rate-limiter";
import { bindings, storeEndpoint } from "../test/fixtures/worker";
import { ROUTE_POLICIES } from "./route-policies";

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** How one more of each kind is asked for, and rows that are as good as those that were asked for. */
const KINDS: Record<
  LimitedKind,
  { path: string; body: () => object; row: Record<string, unknown> }
> = {
  endpoint: {
    path: "/endpoints",
    body: () => ({ name: "One", url: "https://one.example", paused: true }),
    row: {
      table: "endpoints",
      ...{ name: "", kind: "http", url: "", method: "GET", headers: "{}", expected_status: "[]" },
      ...{ interval_seconds: 60, phase_seconds: 0, timeout_ms: 1_000, failure_threshold: 1 },
      ...{ recovery_threshold: 1, tags: "[]", paused: 1, created_at: 0, updated_at: 0 },
    },
  },
  page: {
    path: "/pages",
    body: () => ({ slug: `page-${Math.random().toString(36).slice(2)}`, title: "One", groups: [] }),
    row: {
      table: "pages",
      ...{ slug: null, title: "", is_default: 0, visibility: "public", allow_indexing: 0 },
      ...{ endpoint_ids: "[]", groups: "[]", theme: "{}", created_at: 0, updated_at: 0 },
    },
  },
  channel: {
    path: "/channels",
    body: () => ({ name: "One", kind: "webhook", settings: { url: inboxUrl("limits") } }),
    row: {
      table: "channels",
      ...{ name: "", kind: "webhook", settings: "{}", enabled: 1, language: "en", origin: "" },
      ...{ time_zone: "UTC", max_per_minute: 6, created_at: 0, updated_at: 0 },
    },
  },
  rule: {
    path: "/rules",
    body: () => ({ name: "One", channelIds: ["c0"] }),
    row: {
      table: "rules",
      ...{ name: "", enabled: 1, match: "{}", channel_ids: "[]", delay_minutes: 0 },
      ...{ escalation_steps: "[]", time_zone: "UTC", created_at: 0, updated_at: 0 },
    },
  },
  maintenance: {
    path: "/maintenances",
    body: () => ({
      ...{ title: "One", endpointIds: ["x"], startsAt: soon(1), endsAt: soon(2), timeZone: "UTC" },
    }),
    row: {
      table: "maintenances",
      ...{ title: "", endpoint_ids: "[]", starts_at: 0, ends_at: 1, time_zone: "UTC" },
      ...{ created_at: 0, updated_at: 0 },
    },
  },
  incident: {
    path: "/incidents",
    // However far back it is said to have started.
    body: () => ({ title: "One", severity: "minor", startedAt: "2020-01-01T00:00:00Z" }),
    row: { table: "incident_timeline", incident_id: "i", at: Date.now(), kind: "opened", by: "" },
  },
  token: {
    path: "/tokens",
    body: () => ({ name: "One", scopes: ["read"] }),
    row: {
      table: "tokens",
      ...{
        name: "",
        token_hash: null,
        scopes: "[]",
        created_by: "",
        created_by_id: "owner",
        created_at: 0,
      },
    },
  },
  invitation: {
    path: "/invitations",
    body: () => ({ email: "one@example.com", role: "viewer" }),
    row: {
      table: "invitations",
      ...{
        token_hash: null,
        email: "",
        role: "viewer",
        invited_by: "",
        created_by_id: "owner",
        created_at: 0,
      },
      expires_at: Date.now() + 1e9,
    },
  },
  user: {
    path: "/invitations",
    body: () => ({ email: "one@example.com", role: "viewer" }),
    row: {
      table: "users",
      ...{ name: "", email: null, email_verified: 1, role: "viewer", created_at: 0, updated_at: 0 },
    },
  },
  passkey: {
    path: "/profile/passkeys/options",
    body: () => ({}),
    row: {
      table: "passkeys",
      ...{
        user_id: "owner",
        name: "",
        public_key: "",
        counter: 0,
        transports: "[]",
        created_at: 0,
      },
    },
  },
};

/** So many rows, each with an id and a unique value of its own. */
async function fill({ table, ...row }: Record<string, unknown>, prefix: string, count: number) {
  const names = Object.keys(row);
  const values = names.map((name) => (row[name] === null ? `'${prefix}' || n.value` : "?"));
  await bindings.DB.prepare(
    `insert into ${String(table)} (id, ${names.map((name) => `"${name}"`).join()})
     select '${prefix}' || n.value, ${values.join()} from json_each(?) n`,
  )
    .bind(
      ...names.map((name) => row[name]).filter((value) => value !== null),
      JSON.stringify(Array.from({ length: count }, (_, index) => index)),
    )
    .run();
}

const kinds = Object.keys(OBJECT_LIMITS) as LimitedKind[];

describe("how many there may be", () => {
  it.each(kinds)("[BN1] of the kind %s ends at its limit, which says what to do", async (kind) => {
    const { path, body, row } = KINDS[kind];
    const { max, then } = OBJECT_LIMITS[kind];
    await storeEndpoint("x", { paused: true });
    await fill(KINDS.channel.row, "c", 1);
    await bindings.DB.prepare(
      `insert into users (id, name, email, email_verified, role, created_at, updated_at)
       values ('owner', 'owner', 'o@example.com', 1, 'owner', 0, 0)`,
    ).run();
    const ports = apiPorts(bindings, createExecutionContext());
    const count = () => ports.limits.count(kind, "owner");
    const send = apiAs(ACTORS.owner);
    await fill(row, "a", max - 1 - (await count()));
    expect((await send("POST", path, body())).status).toBeLessThan(300);
    // Some are only made in a further step.
    await fill(row, "b", max - (await count()));
    const refused = await send("POST", path, body());
    expect(refused).toMatchObject({ status: 409, error: { code: "limit_reached" } });
    expect(refused.error!.message).toContain(`fewer than ${max} `);
    expect(refused.error!.message).toContain(then);
    expect(await count()).toBe(max);
  });
});

describe("how much is asked for in a minute", () => {
  const routes = Object.entries(ROUTE_POLICIES).filter(
    ([route, { kind }]) => kind === "permission" && !/^(GET|HEAD) /.test(route),
  );
  const heavy = Object.entries(ROUTE_POLICIES).flatMap(([route, policy]) =>
    policy.kind === "permission" && policy.isHeavy ? route : [],
  );

  it("[BN2] is told with 429 before anything is done, by each actor", async () => {
    const WRITE_LIMIT = createRateLimiter(2);
    const send = apiAs(ACTORS.viewer, { settings: { WRITE_LIMIT } });
    await fill({ ...KINDS.user.row, email: "v@example.com" }, "viewer", 1);
    await bindings.DB.prepare("update users set id = 'viewer'").run();
    const rename = (name: string) => send("PATCH", "/profile", { name });
    expect([(await rename("a")).status, (await rename("b")).status]).toEqual([200, 200]);
    const refused = await rename("c");
    expect(refused).toMatchObject({
      status: 429,
      retryAfter: "60",
      error: { code: "rate_limited" },
    });
    expect(refused.error!.message).toContain(`${REQUEST_LIMITS.write.max} changes a minute`);
    expect(await bindings.DB.prepare("select name from users").first("name")).toBe("b");
    expect(await bindings.DB.prepare("select count(*) as n from audit_log").first("n")).toBe(2);
    // Reading goes on, and so does everybody else.
    expect((await send("GET", "/profile")).status).toBe(200);
    const other = apiAs(ACTORS.editor, { settings: { WRITE_LIMIT } });
    expect((await other("POST", "/incidents", KINDS.incident.body())).status).toBe(201);
  });

  it("[BN2] covers every route that writes, tests, sends or exports", async () => {
    await storeEndpoint("x", { paused: true });
    for (const route of new Set([...routes.map(([name]) => name), ...heavy])) {
      const limiter = createRateLimiter(0);
      const settings = { WRITE_LIMIT: limiter, HEAVY_REQUEST_LIMIT: limiter };
      const [method, path] = route.split(" ") as [string, string];
      const actor = path.includes("/profile") || path.includes("/sessions") ? "viewer" : "admin";
      const url = path.replace("/api/v1", "").replace(/:\w+/g, "x");
      const { status } = await apiAs(ACTORS[actor], { settings })(method, url);
      expect([route, status]).toEqual([route, 429]);
    }
    expect(heavy.length).toBeGreaterThanOrEqual(8);
    const reports = { HEARTBEAT_LIMIT: createRateLimiter(0) };
    const report = apiAs(ACTORS["ping:x"], { settings: reports });
    expect((await report("POST", "/endpoints/x/ping")).status).toBe(429);
  });
});
