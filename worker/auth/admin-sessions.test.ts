import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { apiPorts, clearAccess } from "../adapters/index";
import { createApi } from "../api/app";
import {
  canReadEndpoints,
  createBrowser,
  listenAs,
  OWNER_ACCOUNT,
  setUpOwner,
} from "../test/fixtures/browser";
import { bindings, ORIGIN, sendJson } from "../test/fixtures/worker";
import { findSession } from "../store/users";
import { TEST_TOKEN } from "../../scripts/test-token.mjs";

const asked = (settings: object, path: string, init: RequestInit = {}) =>
  createApi(apiPorts).fetch(
    new Request(`${ORIGIN}/api/v1${path}`, init),
    { ...bindings, ...settings },
    createExecutionContext(),
  );

describe("the session of ADMIN_TOKEN", () => {
  async function signIn() {
    const admin = createBrowser();
    expect((await admin("POST", "/session", { token: TEST_TOKEN })).status).toBe(204);
    return admin;
  }

  it("[DR14] is listed with the others and ended one by one, with its socket", async () => {
    const [one, other] = [await signIn(), await signIn()];
    const socket = await listenAs(other);
    const { data } = await (
      await one("GET", "/sessions")
    ).json<{
      data: { id: string; isThis: boolean }[];
    }>();
    expect(data.map(({ isThis }) => isThis).toSorted()).toEqual([false, true]);
    const second = data.find(({ isThis }) => !isThis)!;
    expect((await one("DELETE", `/sessions/${second.id}`)).status).toBe(204);
    await scheduler.wait(20);
    expect([await canReadEndpoints(one), await canReadEndpoints(other), socket.code()]).toEqual([
      true,
      false,
      4401,
    ]);
  });

  it("[DR14] ends with signing out: its cookie opens nothing, its socket is closed", async () => {
    const [admin, other] = [await signIn(), await signIn()];
    const [socket, kept] = [await listenAs(admin), await listenAs(other)];
    let cookie = "";
    const spy = await admin("GET", "/session");
    expect(await spy.json()).toMatchObject({ isAdmin: true });
    cookie = (
      await asked({}, "/session", { method: "POST", body: JSON.stringify({ token: TEST_TOKEN }) })
    ).headers
      .get("set-cookie")!
      .split(";")[0]!;
    expect((await asked({}, "/people", { headers: { cookie } })).status).toBe(200);
    await asked({}, "/session", { method: "DELETE", headers: { cookie, origin: ORIGIN } });
    expect((await asked({}, "/people", { headers: { cookie } })).status).toBe(401);
    expect((await admin("DELETE", "/session")).status).toBe(204);
    await scheduler.wait(20);
    expect([socket.code(), kept.code()]).toEqual([4401, null]);
  });

  it("[PE12] another ADMIN_TOKEN ends what was had and made with the one before", async () => {
    const admin = await signIn();
    const socket = await listenAs(admin);
    const invited = await sendJson("POST", "/invitations", {
      email: "x@example.com",
      role: "owner",
    });
    const link = new URL((await invited.json<{ link: string }>()).link).hash.slice(1);
    const made = await sendJson("POST", "/tokens", { name: "door", scopes: ["read"] });
    const { token } = await made.json<{ token: string }>();
    const after = { ADMIN_TOKEN: `${TEST_TOKEN}-another` };
    const preview = (settings: object) =>
      asked(settings, "/invitations/preview", {
        method: "POST",
        body: JSON.stringify({ token: link }),
      });
    const read = (settings: object) =>
      asked(settings, "/endpoints", { headers: { authorization: `Bearer ${token}` } });
    expect([(await preview({})).status, (await read({})).status]).toEqual([200, 200]);
    expect([(await preview(after)).status, (await read(after)).status]).toEqual([404, 401]);
    await clearAccess({ ...bindings, ...after });
    await scheduler.wait(20);
    expect([await canReadEndpoints(admin), socket.code()]).toEqual([false, 4401]);
    expect([(await preview({})).status, (await read({})).status]).toEqual([404, 401]);
  });
});

describe("a session that a provider vouched for", () => {
  it("[PE12] ends with the provider, and with another one in its place", async () => {
    const owner = await setUpOwner();
    const socket = await listenAs(owner);
    await bindings.DB.prepare("update sessions set provider = 'https://id.example'").run();
    const row = await bindings.DB.prepare("select token from sessions").first<{ token: string }>();
    const found = (provider: string | null) =>
      findSession(bindings.DB, row!.token, { now: Date.now(), provider });
    expect(await found("https://id.example")).toMatchObject({ name: OWNER_ACCOUNT.name });
    expect([await found("https://other.example"), await found(null)]).toEqual([null, null]);
    expect(await canReadEndpoints(owner)).toBe(false);
    await clearAccess(bindings);
    await scheduler.wait(20);
    expect(socket.code()).toBe(4401);
    expect(await bindings.DB.prepare("select count(*) as n from sessions").first("n")).toBe(0);
  });
});
