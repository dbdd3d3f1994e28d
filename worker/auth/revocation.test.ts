import { describe, expect, it } from "vitest";
import {
  createBrowser,
  joinAsMember,
  OWNER_ACCOUNT,
  setUpOwner,
  currentUser,
} from "../test/fixtures/browser";
import { dumpDatabase } from "../test/fixtures/dump-database";
import { ORIGIN, sendJson } from "../test/fixtures/worker";
import type { UserView, SessionView } from "../protocol/users";

describe("losing a right", () => {
  it("[PE6] another role ends sessions at once; the last owner stays one", async () => {
    const owner = await setUpOwner();
    const { person: member, id } = await joinAsMember(owner, "eve@example.com", "editor");
    expect((await owner("PATCH", `/people/${id}`, { role: "viewer" })).status).toBe(200);
    expect((await member("GET", "/endpoints")).status).toBe(401);
    const me = (await currentUser(owner))!;
    expect((await owner("PATCH", `/people/${me.id}`, { role: "viewer" })).status).toBe(409);
    expect((await owner("DELETE", `/people/${me.id}`)).status).toBe(409);
    expect((await currentUser(owner))?.role).toBe("owner");
  });

  it("[PE6] whoever is removed is signed out and gone", async () => {
    const owner = await setUpOwner();
    const { person: member, id } = await joinAsMember(owner, "eve@example.com", "editor");
    expect((await owner("DELETE", `/people/${id}`)).status).toBe(204);
    expect((await member("GET", "/endpoints")).status).toBe(401);
    const { data } = await (await owner("GET", "/people")).json<{ data: UserView[] }>();
    expect(data.map(({ email }) => email)).toEqual(["ada@example.com"]);
    expect(await dumpDatabase()).not.toContain("another-password");
  });

  it("[PE6] a new password signs all others out, and needs the present one", async () => {
    const owner = await setUpOwner();
    const other = createBrowser();
    await other("POST", "/session", { email: "ada@example.com", password: OWNER_ACCOUNT.password });
    const change = (current: string) =>
      owner("POST", "/profile/password", { current, password: "a-newer-password" });
    expect((await change("wrong-password")).status).toBe(400);
    expect((await change(OWNER_ACCOUNT.password)).status).toBe(204);
    expect((await other("GET", "/endpoints")).status).toBe(401);
    expect((await owner("GET", "/endpoints")).status).toBe(200);
  });

  it("[PE6] sessions are listed and ended one by one, one's own only", async () => {
    const owner = await setUpOwner();
    const { person: member } = await joinAsMember(owner, "eve@example.com", "editor");
    const other = createBrowser();
    await other("POST", "/session", { email: "ada@example.com", password: OWNER_ACCOUNT.password });
    const { data } = await (await owner("GET", "/sessions")).json<{ data: SessionView[] }>();
    expect(data.filter(({ isThis }) => isThis)).toHaveLength(1);
    const foreign = data.find(({ isThis }) => !isThis)!;
    expect((await member("DELETE", `/sessions/${foreign.id}`)).status).toBe(404);
    expect((await owner("DELETE", `/sessions/${foreign.id}`)).status).toBe(204);
    expect((await other("GET", "/endpoints")).status).toBe(401);
  });

  it.each([
    ["a session that ends", "session"],
    ["a role that changes", "role"],
    ["a person who is removed", "person"],
  ])("[PE7] %s ends its sockets, and no others", async (_, how) => {
    const owner = await setUpOwner();
    const { person: member, id } = await joinAsMember(owner, "eve@example.com", "editor");
    const listen = async (browser: ReturnType<typeof createBrowser>) => {
      const response = await browser("GET", "/rooms/all?v=1", undefined, {
        upgrade: "websocket",
        origin: ORIGIN,
      });
      const socket = response.webSocket!;
      const closed = new Promise<number>((resolve) => {
        socket.addEventListener("close", ({ code }) => resolve(code));
      });
      socket.accept();
      return { socket, closed };
    };
    const [mine, theirs] = [await listen(owner), await listen(member)];
    if (how === "session") await member("DELETE", "/session");
    if (how === "role") await owner("PATCH", `/people/${id}`, { role: "viewer" });
    if (how === "person") await owner("DELETE", `/people/${id}`);
    expect(await theirs.closed).toBe(4401);
    expect(mine.socket.readyState).toBe(WebSocket.OPEN);
    mine.socket.close();
  });
});

describe("recovery", () => {
  it("[PE8] a link sets a new password once, and nothing from before opens a door", async () => {
    const owner = await setUpOwner();
    const { person: member, id } = await joinAsMember(owner, "eve@example.com", "editor");
    const created = await sendJson("POST", `/people/${id}/recovery`, {});
    const token = new URL((await created.json<{ link: string }>()).link).hash.slice(1);
    const recovered = createBrowser();
    const given = { token, password: "the-newest-password" };
    expect((await recovered("POST", "/invitations/accept", given)).status).toBe(204);
    expect(await currentUser(recovered)).toMatchObject({ id, role: "editor" });
    expect((await member("GET", "/endpoints")).status).toBe(401);
    const old = { email: "eve@example.com", password: "another-password" };
    expect((await createBrowser()("POST", "/session", old)).status).toBe(401);
    expect((await createBrowser()("POST", "/invitations/accept", given)).status).toBe(404);
  });
});
