import { exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import type { Env } from "../env";
import { createApi } from "../api/app";
import { bindings, ORIGIN, OWNER_HEADERS } from "../test/fixtures/worker";
import { TEST_TOKEN } from "../../scripts/test-token.mjs";
import { apiPorts } from "../adapters/index";
import { createExecutionContext } from "cloudflare:test";
import { ADMIN_SESSION_COOKIE, issueAdminSession } from "./admin-session";

type Init = { method?: string; headers?: Record<string, string>; body?: string };
const sendRequest = (path: string, init: Init = {}, settings: object = {}) =>
  createApi(apiPorts).fetch(
    new Request(`${ORIGIN}/api/v1${path}`, init),
    { ...bindings, ...settings },
    createExecutionContext(),
  );
const signIn = (token: string) =>
  sendRequest("/session", { method: "POST", body: JSON.stringify({ token }) });
const adminCookie = async (now = Date.now()) => {
  const session = await issueAdminSession(new Request(ORIGIN), bindings.DB, {
    token: TEST_TOKEN,
    now,
  });
  return `${ADMIN_SESSION_COOKIE}=${session}`;
};
const codeOf = async (response: Response) =>
  (await response.json<{ error: { code: string; message: string } }>()).error;

const PROTECTED_ROUTES = [
  ["GET", "/endpoints"],
  ["POST", "/endpoints"],
  ["GET", "/endpoints/x"],
  ["PATCH", "/endpoints/x"],
  ["DELETE", "/endpoints/x"],
  ["POST", "/endpoints/x/check"],
  ["POST", "/endpoints/x/pause"],
  ["POST", "/endpoints/x/resume"],
  ["GET", "/endpoints/x/checks"],
  ["GET", "/endpoints/x/uptime"],
  ["GET", "/endpoints/x/latency"],
  ["GET", "/endpoints/x/slo"],
  ["GET", "/export/x"],
  ["POST", "/endpoints/test"],
  ["POST", "/endpoints/x/ping-token"],
  ["GET", "/maintenances"],
  ["POST", "/maintenances"],
  ["GET", "/maintenances/x"],
  ["PATCH", "/maintenances/x"],
  ["DELETE", "/maintenances/x"],
  ["GET", "/incidents"],
  ["GET", "/incidents/x"],
  ["GET", "/overview"],
  ["GET", "/pages"],
  ["POST", "/pages"],
  ["GET", "/pages/x"],
  ["PATCH", "/pages/x"],
  ["DELETE", "/pages/x"],
  ["GET", "/rooms/all"],
  ["GET", "/rooms/endpoint:x"],
] as const;

describe.each(PROTECTED_ROUTES)("%s %s", (method, path) => {
  it.each([
    ["nothing", {}],
    ["a wrong token", { authorization: `Bearer ${"x".repeat(40)}` }],
    ["part of the token", { authorization: `Bearer ${TEST_TOKEN.slice(0, -1)}` }],
    ["an empty token", { authorization: "Bearer " }],
    ["another scheme", { authorization: `Basic ${btoa(`owner:${TEST_TOKEN}`)}` }],
    ["a made-up session", { cookie: "pharos_session=madeup.AAAA" }],
    ["a session without a signature", { cookie: "pharos_session=madeup" }],
  ])("[DR2] is closed to %s", async (_, headers) => {
    for (const upgrade of [{}, { upgrade: "websocket" }]) {
      const response = await sendRequest(path, { method, headers: { ...headers, ...upgrade } });
      expect(response.status).toBe(401);
      expect(await codeOf(response)).toMatchObject({ code: "unauthenticated" });
    }
  });

  it.each([
    ["no token", { ADMIN_TOKEN: undefined }],
    ["an empty token", { ADMIN_TOKEN: "" }],
  ])("[DR1] is shut with %s set, whoever asks", async (_, settings) => {
    const headers = { authorization: `Bearer ${settings.ADMIN_TOKEN ?? ""}` };
    for (const requestHeaders of [headers, OWNER_HEADERS, {}]) {
      const response = await sendRequest(path, { method, headers: requestHeaders }, settings);
      expect(response.status).toBe(503);
      const error = await codeOf(response);
      expect(error.code).toBe("unavailable");
      expect(error.message).toContain("ADMIN_TOKEN");
    }
  });
});

const WRONG_SETTINGS: [string, Partial<Env>][] = [
  ["a short token", { ADMIN_TOKEN: "x".repeat(31) }],
  ["a short set-up token", { SETUP_TOKEN: "x".repeat(31) }],
  ["a short key", { ENCRYPTION_KEY: "x".repeat(31) }],
  ["half of Access", { ACCESS_TEAM_DOMAIN: "example.cloudflareaccess.com" }],
  ["half of OpenID Connect", { OIDC_ISSUER: "https://id.example" }],
  ["a team that is none", { ACCESS_TEAM_DOMAIN: "example.com", ACCESS_AUD: "audience" }],
  [
    "an issuer without https",
    { OIDC_ISSUER: "http://id.example", OIDC_CLIENT_ID: "id", OIDC_CLIENT_SECRET: "secret" },
  ],
];

it.each(WRONG_SETTINGS)(
  "[DR9] with %s every door is shut, and only the log says why",
  async (_, settings) => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    for (const path of ["/endpoints", "/session", "/rooms/all?v=1"]) {
      for (const headers of [{}, OWNER_HEADERS, { authorization: "Bearer wrong" }]) {
        const response = await sendRequest(path, { headers }, settings);
        expect([path, response.status]).toEqual([path, 503]);
        const { message } = await codeOf(response);
        expect(message).toMatch(/setting .* wrong/);
        expect(message).not.toMatch(/[A-Z]+_[A-Z]+|\d/);
      }
    }
    const setup = await sendRequest(
      "/setup",
      { method: "POST", headers: { origin: ORIGIN }, body: "{}" },
      settings,
    );
    expect([setup.status, (await codeOf(setup)).message]).toEqual([
      503,
      expect.not.stringMatching(/[A-Z]+_[A-Z]+|\d/),
    ]);
    // Once, however many ask.
    const lines = logged.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.includes('"at":"settings"'))).toHaveLength(1);
    expect(lines.join()).toContain(Object.keys(settings)[0]);
    logged.mockRestore();
  },
);

describe("a session", () => {
  it("[DR3] is had for the token, and opens the doors", async () => {
    const response = await signIn(TEST_TOKEN);
    expect(response.status).toBe(204);
    const cookie = response.headers.get("set-cookie")!;
    expect(cookie).toMatch(
      /^pharos_session=[\w-]+\.[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    const headers = { cookie: `theme=dark; ${cookie.split(";")[0]}` };
    expect((await sendRequest("/endpoints", { headers })).status).toBe(200);
  });

  it("[DR3] is Secure and bound to the host where there is https", async () => {
    const response = await exports.default.fetch(
      new Request("https://pharos.test/api/v1/session", {
        method: "POST",
        body: JSON.stringify({ token: TEST_TOKEN }),
      }),
    );
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-pharos_session=.*; Secure$/);
  });

  it.each(["", "wrong", TEST_TOKEN.toUpperCase(), "x".repeat(1024)])(
    "[DR2] is not had for %j",
    async (token) => {
      const response = await signIn(token);
      expect(response.status).toBe(401);
      expect(response.headers.get("set-cookie")).toBeNull();
    },
  );

  it("[DR1] cannot be had where no token is set", async () => {
    const response = await sendRequest(
      "/session",
      { method: "POST", body: JSON.stringify({ token: "" }) },
      { ADMIN_TOKEN: undefined },
    );
    expect(response.status).toBe(503);
  });

  it("[DR3] ends with the token, with time, and at sign-out", async () => {
    const statusWith = async (cookie: string, settings: object = {}) =>
      (await sendRequest("/people", { headers: { cookie } }, settings)).status;
    const cookie = await adminCookie();
    expect(await statusWith(cookie)).toBe(200);
    expect(await statusWith(cookie, { ADMIN_TOKEN: `${TEST_TOKEN}2` })).toBe(401);
    expect(await statusWith(await adminCookie(Date.now() - 31 * 86_400_000))).toBe(401);
    const [name, value] = cookie.split("=") as [string, string];
    expect(await statusWith(`${name}=x${value}`)).toBe(401);
    const headers = { cookie, origin: ORIGIN };
    const response = await sendRequest("/session", { method: "DELETE", headers });
    expect(response.headers.get("set-cookie")).toMatch(/^pharos_session=; Path=\/; Max-Age=0/);
    expect(await statusWith(cookie)).toBe(401);
  });

  it.each([
    ["another site", "https://evil.example"],
    ["a look-alike", "http://pharos.test.evil.example"],
    ["another scheme", "https://pharos.test"],
    ["another port", "http://pharos.test:81"],
    ["nowhere", "null"],
    ["an unknown place", undefined],
  ])("[DR4] does not write or listen for %s", async (_, origin) => {
    const cookie = await adminCookie();
    const headers = { cookie, ...(origin !== undefined && { origin }) };
    for (const method of ["POST", "PATCH", "DELETE"]) {
      const response = await sendRequest("/endpoints/x", { method, headers });
      expect(response.status).toBe(403);
    }
    const upgrade = await sendRequest("/rooms/all?v=1", {
      headers: { ...headers, upgrade: "websocket" },
    });
    expect(upgrade.status).toBe(403);
  });

  it("[DR4] writes and listens for our own pages", async () => {
    const cookie = await adminCookie();
    const headers = { cookie, origin: ORIGIN };
    expect((await sendRequest("/endpoints/x", { method: "DELETE", headers })).status).toBe(404);
    const upgrade = await sendRequest("/rooms/all?v=1", {
      headers: { ...headers, upgrade: "websocket" },
    });
    expect(upgrade.status).toBe(101);
    upgrade.webSocket?.accept();
    upgrade.webSocket?.close();
  });
});
