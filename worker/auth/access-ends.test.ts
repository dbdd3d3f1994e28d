import { describe, expect, it } from "vitest";
import {
  canReadEndpoints,
  createBrowser,
  joinAsMember,
  listenAs,
  setUpOwner,
} from "../test/fixtures/browser";

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
      here: await listenAs(here),
      elsewhere: await listenAs(elsewhere),
      token: await listenAs(createBrowser(), { authorization }),
      owner: await listenAs(owner),
    },
  };
}
type Eve = Awaited<ReturnType<typeof eve>>;

const isOpen = async (link: string) =>
  (await createBrowser()("POST", "/invitations/preview", { token: link })).status === 200;
/** What of it still opens a door. */
async function openDoors({ here, elsewhere, token, invitation, recovery, sockets }: Eve) {
  await scheduler.wait(20);
  const doors: Record<string, boolean> = {
    "this session": await canReadEndpoints(here),
    "another session": await canReadEndpoints(elsewhere),
    "this socket": sockets.here.code() === null,
    "another socket": sockets.elsewhere.code() === null,
    "an invitation they made": await isOpen(invitation),
    "a link that recovers them": await isOpen(recovery),
    "a token they made": await canReadEndpoints(createBrowser(), {
      authorization: `Bearer ${token}`,
    }),
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
