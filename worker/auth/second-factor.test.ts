import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { routesOf } from "../api/middleware/authorize";
import { createApi } from "../api/app";
import { ROUTE_POLICIES } from "../api/route-policies";
import { apiPorts } from "../adapters/index";
import {
  createBrowser,
  joinAsMember,
  listenAs,
  OWNER_ACCOUNT,
  setUpOwner,
} from "../test/fixtures/browser";
import { totpCode } from "../test/fixtures/totp";
import { bindings, sendJson } from "../test/fixtures/worker";

type Browser = ReturnType<typeof createBrowser>;
const STEP = 30_000;

async function enroll(browser: Browser, password: string, at = Date.now()) {
  const began = await browser("POST", "/profile/two-factor", { password });
  const { uri, recoveryCodes } = await began.json<{ uri: string; recoveryCodes: string[] }>();
  const secret = new URL(uri).searchParams.get("secret")!;
  const code = await totpCode(secret, at);
  expect((await browser("POST", "/profile/two-factor/confirm", { code })).status).toBe(204);
  return { secret, recoveryCodes, code };
}

const startSignIn = async (email: string, password: string) => {
  const browser = createBrowser();
  await browser("POST", "/session", { email, password });
  return browser;
};
const enter = async (code: string) => {
  const { email, password } = OWNER_ACCOUNT;
  const browser = await startSignIn(email, password);
  return (await browser("POST", "/session/second-factor", { code })).status;
};

describe("a code of the app", () => {
  // The clock stands still: between two steps of a test no code grows old.
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("[PE13] opens once: not again, not beside itself, and none from before it", async () => {
    const owner = await setUpOwner();
    const now = Date.now();
    const { secret, code } = await enroll(owner, OWNER_ACCOUNT.password, now - STEP);
    expect(await enter(code)).toBe(401);
    const [present, next] = [await totpCode(secret, now), await totpCode(secret, now + STEP)];
    const answers = await Promise.all([enter(present), enter(present), enter(present)]);
    expect(answers.toSorted()).toEqual([204, 401, 401]);
    expect(await enter(present)).toBe(401);
    expect(await enter(next)).toBe(204);
    expect(await enter(present)).toBe(401);
    vi.setSystemTime(now + 3 * STEP);
    expect(await enter(next)).toBe(401);
    expect(await enter(await totpCode(secret, now + 3 * STEP))).toBe(204);
  });

  it("[PE13] of an app that is set up anew has steps of its own", async () => {
    const owner = await setUpOwner();
    await enroll(owner, OWNER_ACCOUNT.password, Date.now() + STEP);
    const { password } = OWNER_ACCOUNT;
    expect((await owner("POST", "/profile/two-factor/disable", { password })).status).toBe(204);
    await enroll(owner, password);
  });

  it("[PE13] is asked of whoever gave the password, not of who is signed in here already", async () => {
    const owner = await setUpOwner();
    const { secret } = await enroll(owner, OWNER_ACCOUNT.password, Date.now() - STEP);
    const { person: eve } = await joinAsMember(owner, "eve@example.com", "editor");
    const { email, password } = OWNER_ACCOUNT;
    await eve("POST", "/session", { email, password });
    const code = await totpCode(secret, Date.now());
    expect((await eve("POST", "/session/second-factor", { code })).status).toBe(204);
    expect(await (await eve("GET", "/session")).json()).toMatchObject({ person: { name: "Ada" } });
  });
});

describe("the input of a second factor", () => {
  it.each([
    [{}, undefined],
    [{ foo: 1 }, "foo"],
    [{ code: 1 }, "code"],
    [{ recoveryCode: null }, "recoveryCode"],
    [{ code: "1", foo: 1 }, "foo"],
    [{ code: "1", recoveryCode: "x" }, undefined],
    [{ code: "x".repeat(2000) }, "code"],
  ])("[AP1] %j is refused with a sentence", async (body, field) => {
    const response = await createBrowser()("POST", "/session/second-factor", body);
    expect(response.status).toBe(400);
    const { error } = await response.json<{ error: { message: string; fields: object } }>();
    expect(error.message).toMatch(/expected/);
    expect(Object.keys(error.fields)).toEqual(field === undefined ? [] : [field]);
  });
});

describe("where a second factor is required", () => {
  const require = (browser: Browser, requireSecondFactor = true) =>
    browser("PATCH", "/settings", { requireSecondFactor });
  const OPEN = new Set([
    "GET /api/v1/profile",
    "POST /api/v1/profile/two-factor",
    "POST /api/v1/profile/two-factor/confirm",
    "POST /api/v1/profile/passkeys/options",
    "POST /api/v1/profile/passkeys",
  ]);

  it("[PE14] owners alone say so, and the log does", async () => {
    const owner = await setUpOwner();
    const { person: editor } = await joinAsMember(owner, "eve@example.com", "editor");
    expect((await require(editor)).status).toBe(403);
    expect(await (await owner("GET", "/settings")).json()).toMatchObject({
      requireSecondFactor: false,
    });
    await enroll(owner, OWNER_ACCOUNT.password);
    expect((await require(owner)).status).toBe(200);
    const { data } = await (await owner("GET", "/audit?limit=1")).json<{ data: object[] }>();
    expect(data[0]).toMatchObject({
      action: "PATCH /api/v1/settings",
      before: { requireSecondFactor: false },
      after: { requireSecondFactor: true },
    });
  });

  it("[PE14] whoever has none may set one up and do nothing else, whatever the route", async () => {
    const owner = await setUpOwner();
    const { person: eve } = await joinAsMember(owner, "eve@example.com", "owner");
    await require(owner);
    const protectedRoutes = routesOf(createApi(apiPorts)).filter((route) =>
      ["permission", "per-resource"].includes(ROUTE_POLICIES[route]!.kind),
    );
    expect(protectedRoutes.length).toBeGreaterThan(60);
    for (const route of protectedRoutes) {
      const [method, path] = route.replace("/api/v1", "").replaceAll(/:\w+/g, "all").split(" ");
      const { status } = await eve(method!, path!, method === "GET" ? undefined : {});
      expect([route, status === 403]).toEqual([route, !OPEN.has(route)]);
    }
    expect(await (await eve("GET", "/session")).json()).toMatchObject({ needsSecondFactor: true });
    const refused = await (await eve("GET", "/endpoints")).json();
    expect(refused).toMatchObject({ error: { fields: { secondFactor: expect.any(String) } } });
    await enroll(eve, "another-password");
    expect((await eve("GET", "/endpoints")).status).toBe(200);
    expect((await eve("DELETE", "/session")).status).toBe(204);
  });

  it("[PE14] its sockets end when it begins to be required, and machines go on", async () => {
    const owner = await setUpOwner();
    await enroll(owner, OWNER_ACCOUNT.password);
    const { person: eve } = await joinAsMember(owner, "eve@example.com", "viewer");
    const [mine, theirs] = [await listenAs(owner), await listenAs(eve)];
    await require(owner);
    await scheduler.wait(20);
    expect([mine.code(), theirs.code()]).toEqual([null, 4401]);
    expect((await sendJson("GET", "/endpoints", undefined)).status).toBe(200);
  });

  it("[PE14] the last second factor stays, and a passkey's owner comes by it", async () => {
    const owner = await setUpOwner();
    const { password, email } = OWNER_ACCOUNT;
    await enroll(owner, password);
    await require(owner);
    expect((await owner("POST", "/profile/two-factor/disable", { password })).status).toBe(409);
    const { id } = await joinAsMember(owner, "eve@example.com", "editor");
    await bindings.DB.prepare(
      `insert into passkeys (id, user_id, name, public_key, counter, transports, created_at)
       values ('key', ?, 'Key', 'x', 0, '[]', 1)`,
    )
      .bind(id)
      .run();
    const browser = createBrowser();
    const given = { email: "eve@example.com", password: "another-password" };
    expect((await browser("POST", "/session", given)).status).toBe(403);
    expect((await browser("GET", "/profile")).status).toBe(401);
    expect((await createBrowser()("POST", "/session", { email, password })).status).toBe(200);
    await require(owner, false);
    expect((await browser("POST", "/session", given)).status).toBe(204);
  });
});
