import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { TEST_TOKEN } from "../../scripts/test-token.mjs";
import worker from "../index";
import { publishPage, WEBSITE } from "../test/fixtures/pages";
import { queryRows } from "../test/fixtures/pipeline";
import { setMailChannel } from "../test/fixtures/subscriptions";
import { bindings, OWNER_HEADERS, storeEndpoint } from "../test/fixtures/worker";

const LOCAL = { LOCAL_ADDRESS: "127.0.0.1:8787" };
const PROXIED = { ...LOCAL, PUBLIC_HOSTNAMES: "status.example.com, ops.example.com:8443" };
const CLOUDFLARE = {};
const CLOUDFLARE_NAMED = { PUBLIC_HOSTNAMES: "status.example.com" };

type Asked = { method?: string; headers?: Record<string, string>; body?: string };
const ask = (url: string, settings: object, { headers, ...init }: Asked = {}) =>
  worker.fetch(
    new Request(url, { ...init, headers: headers ?? {}, redirect: "manual" }) as never,
    { ...bindings, ...settings },
    createExecutionContext(),
  );
const message = async (response: Response) =>
  (await response.json<{ error: { code: string; message: string } }>()).error;

const FOREIGN = [
  "evil.example",
  "evil.example:8787",
  "status.example.com.evil.example",
  "evil-status.example.com",
  "127.0.0.1.evil.example:8787",
  "localhost",
  "localhost:1",
  "127.0.0.1:38960",
  "status.example.com:8443",
  "status.example.com.",
  "ops.example.com",
  "192.168.1.7:8787",
];

/** Whatever makes a link, or tells of one. */
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const json = (method: string, path: string, body: object = {}): [string, Asked] => [
  path,
  { method, headers: OWNER_HEADERS, body: JSON.stringify(body) },
];
const LINKS: [string, Asked][] = [
  [
    "/status/acme/subscriptions",
    { method: "POST", headers: FORM, body: "kind=email&address=victim@example.org" },
  ],
  json("POST", "/api/v1/channels", {
    name: "Hook",
    kind: "slack",
    settings: { url: "https://hooks.example.com/x" },
  }),
  json("POST", "/api/v1/invitations", { email: "eve@example.com", role: "viewer" }),
  json("POST", "/api/v1/people/none/recovery"),
  json("POST", "/api/v1/endpoints", { name: "Job", kind: "heartbeat" }),
  json("POST", "/api/v1/endpoints/web/ping-token"),
  ["/api/v1/session", { method: "POST", body: JSON.stringify({ token: TEST_TOKEN }) }],
  json("POST", "/api/v1/session/passkey/options"),
  json("POST", "/api/v1/profile/passkeys/options"),
  ["/api/v1/session/oidc", {}],
  ["/api/v1/setup", {}],
  ...[
    "",
    "/history",
    "/history.rss",
    "/history.atom",
    "/feed.json",
    "/maintenance.ics",
    "/pharos.json",
    "/widget.json",
    "/api/v2/summary.json",
    "/og.png",
    "/unlock",
  ].map((path): [string, Asked] => [`/status/acme${path}`, {}]),
  ...["/", "/subscription?token=x", "/embed/acme", "/badge/acme/all/status.svg", "/login"].map(
    (path): [string, Asked] => [path, {}],
  ),
];

describe("a host that is not ours", () => {
  it.each(FOREIGN)("[DR15] is answered by nothing that makes a link: %s", async (host) => {
    await storeEndpoint("web");
    await publishPage({ groups: WEBSITE, mailChannelId: await setMailChannel("mail") });
    const channels = await queryRows("select id from channels");
    for (const [path, asked] of LINKS) {
      const response = await ask(`http://${host}${path}`, PROXIED, asked);
      expect([path, response.status]).toEqual([path, 403]);
      expect(response.headers.get("set-cookie")).toBeNull();
      const { code, message: said } = await message(response);
      expect(code).toBe("forbidden");
      expect(said).toContain(`add ${host} to the variable PUBLIC_HOSTNAMES`);
    }
    for (const table of ["subscriptions", "invitations"]) {
      expect(await queryRows(`select * from ${table}`)).toEqual([]);
    }
    expect(await queryRows("select id from endpoints")).toEqual([{ id: "web" }]);
    expect(await queryRows("select id from channels")).toEqual(channels);
  });

  it.each(["x-forwarded-host", "x-host", "forwarded", "x-original-host"])(
    "[DR15] is not made ours, nor we another's, by %s",
    async (name) => {
      const claims = (value: string) => ({ headers: { [name]: value } });
      const foreign = await ask("http://evil.example/login", LOCAL, claims("localhost:8787"));
      expect(foreign.status).toBe(403);
      const own = await ask("http://localhost:8787/status/none", LOCAL, claims("evil.example"));
      expect(await own.text()).not.toContain("evil.example");
    },
  );

  it("[DR15] may still ask for its health, which makes no link", async () => {
    expect((await ask("http://10.0.0.7/healthz", LOCAL)).status).not.toBe(403);
  });
});

describe("a host of ours", () => {
  const settings = { headers: OWNER_HEADERS };
  it.each([
    [LOCAL, "http://localhost:8787"],
    [LOCAL, "http://127.0.0.1:8787"],
    [LOCAL, "http://[::1]:8787"],
    [PROXIED, "http://localhost:8787"],
    [PROXIED, "http://status.example.com"],
    [PROXIED, "https://status.example.com"],
    [PROXIED, "https://STATUS.example.com"],
    [PROXIED, "https://ops.example.com:8443"],
    [CLOUDFLARE, "https://pharos.acme.workers.dev"],
    [CLOUDFLARE, "https://status.example.com"],
    [CLOUDFLARE_NAMED, "https://status.example.com"],
  ])("[DR15] is answered: %j %s", async (where, origin) => {
    expect((await ask(`${origin}/api/v1/endpoints`, where, settings)).status).toBe(200);
  });

  it("[DR15] is on Cloudflare no other than those that are named, once they are", async () => {
    const { status } = await ask("https://pharos.acme.workers.dev/login", CLOUDFLARE_NAMED);
    expect(status).toBe(403);
  });
});

describe("a page's own domain", () => {
  const DOMAIN = "http://status.acme.example";
  async function publish() {
    await storeEndpoint("web");
    await publishPage({ groups: WEBSITE, domain: "status.acme.example" });
    await publishPage({ groups: [], slug: "other" });
  }

  it("[DR16] has that page, with links to itself", async () => {
    await publish();
    for (const path of [
      "/",
      "/history.rss",
      "/maintenance.ics",
      "/status/acme",
      "/status/acme/feed.json",
      "/badge/acme/all/status.svg",
      "/api/v1/rooms/page:acme",
      "/subscription?token=none",
    ]) {
      expect([path, (await ask(`${DOMAIN}${path}`, LOCAL)).status]).toEqual([path, 200]);
    }
    expect(await (await ask(`${DOMAIN}/history.rss`, LOCAL)).text()).toContain(DOMAIN);
    const form = {
      method: "POST",
      headers: FORM,
      body: "kind=webhook&address=https://a.example/x",
    };
    await ask(`${DOMAIN}/status/acme/subscriptions`, LOCAL, form);
    expect(await queryRows("select origin from subscriptions")).toEqual([{ origin: DOMAIN }]);
  });

  it("[DR16] has nothing else: no app, no API, no other page, no sign-in", async () => {
    await publish();
    const owner = { headers: OWNER_HEADERS };
    for (const path of [
      "/dashboard",
      "/login",
      "/setup",
      "/settings/profile",
      "/status/other",
      "/status/other/pharos.json",
      "/status/acmeother",
      "/api/v1/endpoints",
      "/api/v1/session",
      "/api/v1/rooms/all",
      "/api/v1/rooms/page:other",
      "/ping/token",
    ]) {
      const response = await ask(`${DOMAIN}${path}`, LOCAL, owner);
      expect([path, response.status]).toEqual([path, 403]);
      expect((await message(response)).message).toContain("the status page alone");
    }
    const other = {
      method: "POST",
      headers: FORM,
      body: "kind=webhook&address=https://a.example/x",
    };
    expect((await ask(`${DOMAIN}/status/other/subscriptions`, LOCAL, other)).status).toBe(403);
    expect((await ask(`${DOMAIN}:8787/`, LOCAL)).status).toBe(403);
  });

  it("[DR16] lets members sign in where the page is theirs", async () => {
    await storeEndpoint("web");
    await publishPage({ groups: WEBSITE, domain: "status.acme.example", visibility: "members" });
    for (const path of ["/login", "/api/v1/session"]) {
      expect([path, (await ask(`${DOMAIN}${path}`, LOCAL)).status]).toEqual([path, 200]);
    }
    expect((await ask(`${DOMAIN}/api/v1/endpoints`, LOCAL)).status).toBe(403);
  });
});
