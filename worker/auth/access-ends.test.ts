import { createExecutionContext } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { apiPorts, clearAccess } from "../adapters/index";
import { createApi } from "../api/app";
import { createBrowser, joinAsMember, OWNER_ACCOUNT, setUpOwner } from "../test/fixtures/browser";
import { bindings, ORIGIN, sendJson } from "../test/fixtures/worker";
import { TEST_TOKEN } from "../../scripts/test-token.mjs";

type Browser = ReturnType<typeof createBrowser>;
const PASSWORD = "another-password";

/** Everything by which an owner, Eve, could come in or have others come in. */
async function eve() {
  const owner = await setUpOwner();
  const { person: here, id } = await joinAsMember(owner, "eve@example.com", "owner");
  const elsewhere = createBrowser();
  const credentials = { email: "eve@example.com", password: PASSWORD };
  await elsewhere("POST", "/session", credentials);
  const linkOf = async (response: Response) =>
    new URL((await response.json<{ link: string }>()).link).hash.slice(1);
  const invited = await here("POST", "/invitations", { email: "door@example.com", role: "owner" });
  const recovery = await owner("POST", `/people/${id}/recovery`, {});
  const made = await here("POST", "/tokens", { name: "door", scopes: ["read"] });
  const { token } = await made.json<{ token: string }>();
  const authorization = `Bearer ${token}`;
  return {
    owner,
    id,
    here,
    elsewhere,
    token,
    invitation: await linkOf(invited),
    recovery: await linkOf(recovery),
    sockets: {
      here: await listen(here),
      elsewhere: await listen(elsewhere),
      token: await listen((method, path) =>
        createBrowser()(method, path, undefined, { authorization, upgrade: "websocket" }),
      ),
      owner: await listen(owner),
    },
  };
}
type Eve = Awaited<ReturnType<typeof eve>>;

async function listen(browser: Browser) {
  const headers = { upgrade: "websocket", origin: ORIGIN };
  const { webSocket } = await browser("GET", "/rooms/all?v=1", undefined, headers);
  const socket = webSocket!;
  let code: number | null = null;
  socket.addEventListener("close", (event) => (code = event.code));
  socket.accept();
  return { code: () => code };
}

const isOpen = async (link: string) =>
  (await createBrowser()("POST", "/invitations/preview", { token: link })).status === 200;
const reads = async (browser: Browser, headers: Record<string, string> = {}) =>
  (await browser("GET", "/endpoints", undefined, headers)).status === 200;

/** What of it still opens a door. */
async function openDoors({ here, elsewhere, token, invitation, recovery, sockets }: Eve) {
  await scheduler.wait(20);
  const doors: Record<string, boolean> = {
    "this session": await reads(here),
    "another session": await reads(elsewhere),
    "this socket": sockets.here.code() === null,
    "another socket": sockets.elsewhere.code() === null,
    "an invitation they made": await isOpen(invitation),
    "a link that recovers them": await isOpen(recovery),
    "a token they made": await reads(createBrowser(), { authorization: `Bearer ${token}` }),
    "the socket of their token": sockets.token.code() === null,
  };
  expect(sockets.owner.code()).toBeNull();
  return Object.keys(doors).filter((name) => doors[name]);
}

const THEIRS = ["an invitation they made", "a link that recovers them"];
const TOKEN = ["a token they made", "the socket of their token"];
const THIS = ["this session", "this socket"];
const OTHER = ["another session", "another socket"];

const WAYS: [way: string, end: (eve: Eve) => Promise<unknown>, left: string[]][] = [
  ["a removal", ({ owner, id }) => owner("DELETE", `/people/${id}`), []],
  [
    "being made an editor",
    ({ owner, id }) => owner("PATCH", `/people/${id}`, { role: "editor" }),
    [],
  ],
  [
    "being made a viewer",
    ({ owner, id }) => owner("PATCH", `/people/${id}`, { role: "viewer" }),
    [],
  ],
  [
    "a new password",
    ({ here }) =>
      here("POST", "/profile/password", { current: PASSWORD, password: "the-newest-one" }),
    THIS,
  ],
  [
    "a new password that keeps tokens",
    ({ here }) =>
      here("POST", "/profile/password", {
        current: PASSWORD,
        password: "the-newest-one",
        keepTokens: true,
      }),
    [...THIS, ...TOKEN],
  ],
  [
    "a recovery",
    ({ recovery }) =>
      createBrowser()("POST", "/invitations/accept", {
        token: recovery,
        password: "the-newest-one",
      }),
    [],
  ],
  ["signing out", ({ here }) => here("DELETE", "/session"), [...OTHER, ...THEIRS, ...TOKEN]],
  ["ending the others", ({ here }) => here("DELETE", "/sessions"), [...THIS, ...THEIRS, ...TOKEN]],
  [
    "revoking the token",
    async ({ owner }) => {
      const { data } = await (await owner("GET", "/tokens")).json<{ data: { id: string }[] }>();
      return owner("DELETE", `/tokens/${data[0]!.id}`);
    },
    [...THIS, ...OTHER, ...THEIRS],
  ],
];

describe("an access that ends", () => {
  it.each(WAYS)("[PE11] %s ends at once all that it opened", async (_, end, left) => {
    const all = await eve();
    expect(await openDoors(all)).toHaveLength(8);
    await end(all);
    expect((await openDoors(all)).toSorted()).toEqual(left.toSorted());
  });

  it("[PE11] a second invitation does not let back in whoever was removed", async () => {
    const owner = await setUpOwner();
    const create = () =>
      owner("POST", "/invitations", { email: "eve@example.com", role: "editor" });
    const second = new URL((await (await create()).json<{ link: string }>()).link).hash.slice(1);
    const { id } = await joinAsMember(owner, "eve@example.com", "editor");
    await owner("DELETE", `/people/${id}`);
    const given = { token: second, name: "Eve", password: PASSWORD };
    expect((await createBrowser()("POST", "/invitations/accept", given)).status).toBe(404);
  });

  it("[PE11] what was made while they were an owner stays ended when they are one again", async () => {
    const all = await eve();
    await all.owner("PATCH", `/people/${all.id}`, { role: "editor" });
    await all.owner("PATCH", `/people/${all.id}`, { role: "owner" });
    expect(await openDoors(all)).toEqual([]);
  });

  it("[PE11] the log names the tokens and counts the invitations that ended with it", async () => {
    const all = await eve();
    await all.owner("DELETE", `/people/${all.id}`);
    const { data } = await (await all.owner("GET", "/audit?limit=1")).json<{ data: object[] }>();
    expect(data[0]).toMatchObject({
      before: { name: "(erased)", revoked: ["door"], endedInvitations: 2 },
    });
  });
});

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
    const socket = await listen(other);
    const { data } = await (
      await one("GET", "/sessions")
    ).json<{
      data: { id: string; isThis: boolean }[];
    }>();
    expect(data.map(({ isThis }) => isThis).toSorted()).toEqual([false, true]);
    const second = data.find(({ isThis }) => !isThis)!;
    expect((await one("DELETE", `/sessions/${second.id}`)).status).toBe(204);
    await scheduler.wait(20);
    expect([await reads(one), await reads(other), socket.code()]).toEqual([true, false, 4401]);
  });

  it("[DR14] ends with signing out: its cookie opens nothing, its socket is closed", async () => {
    const [admin, other] = [await signIn(), await signIn()];
    const [socket, kept] = [await listen(admin), await listen(other)];
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
    const socket = await listen(admin);
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
    expect([await reads(admin), socket.code()]).toEqual([false, 4401]);
    expect([(await preview({})).status, (await read({})).status]).toEqual([404, 401]);
  });
});

describe("a session that a provider vouched for", () => {
  it("[PE12] ends with the provider, and with another one in its place", async () => {
    const owner = await setUpOwner();
    const socket = await listen(owner);
    await bindings.DB.prepare("update sessions set provider = 'https://id.example'").run();
    const row = await bindings.DB.prepare("select token from sessions").first<{ token: string }>();
    const { findSession } = await import("../store/users");
    const found = (provider: string | null) =>
      findSession(bindings.DB, row!.token, { now: Date.now(), provider });
    expect(await found("https://id.example")).toMatchObject({ name: OWNER_ACCOUNT.name });
    expect([await found("https://other.example"), await found(null)]).toEqual([null, null]);
    expect(await reads(owner)).toBe(false);
    await clearAccess(bindings);
    await scheduler.wait(20);
    expect(socket.code()).toBe(4401);
    expect(await bindings.DB.prepare("select count(*) as n from sessions").first("n")).toBe(0);
  });
});
