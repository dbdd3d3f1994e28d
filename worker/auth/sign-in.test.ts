import { describe, expect, it } from "vitest";
import {
  createBrowser,
  joinAsMember,
  OWNER_ACCOUNT,
  setUpOwner,
  currentUser,
} from "../test/fixtures/browser";
import { dumpDatabase } from "../test/fixtures/dump-database";
import { SETUP_TOKEN } from "../../scripts/test-token.mjs";
import { totpCode } from "../test/fixtures/totp";

describe("the first person", () => {
  it("[PE1] is an owner, and nobody after them is made so", async () => {
    const owner = await setUpOwner();
    expect(await currentUser(owner)).toMatchObject({
      name: "Ada",
      email: "ada@example.com",
      role: "owner",
    });
    expect((await createBrowser()("POST", "/setup", OWNER_ACCOUNT)).status).toBe(409);
  });

  it.each(["", "wrong", SETUP_TOKEN.slice(1), `${SETUP_TOKEN}x`])(
    "[PE1] is not made by %j",
    async (token) => {
      const response = await createBrowser()("POST", "/setup", { ...OWNER_ACCOUNT, token });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(SETUP_TOKEN);
    },
  );
});

describe("signing in", () => {
  it("[PE2] takes the e-mail address and the password, however the address is written", async () => {
    await setUpOwner();
    const browser = createBrowser();
    const given = { email: "ADA@example.com ", password: OWNER_ACCOUNT.password };
    expect((await browser("POST", "/session", given)).status).toBe(204);
    expect((await browser("GET", "/endpoints")).status).toBe(200);
    expect((await browser("DELETE", "/session")).status).toBe(204);
    expect((await browser("GET", "/endpoints")).status).toBe(401);
  });

  it("[PE2] answers the same for a wrong password and for nobody", async () => {
    await setUpOwner();
    const signInAs = async (email: string) => {
      const response = await createBrowser()("POST", "/session", {
        email,
        password: "wrong-password",
      });
      return [response.status, await response.text(), response.headers.get("set-cookie")];
    };
    expect(await signInAs("ada@example.com")).toEqual(await signInAs("nobody@example.com"));
    expect((await signInAs("ada@example.com"))[0]).toBe(401);
  });

  it("[PE4] asks for the code of the app, or a recovery code that is then used up", async () => {
    const owner = await setUpOwner();
    const password = { password: OWNER_ACCOUNT.password };
    const began = await owner("POST", "/profile/two-factor", password);
    const { uri, recoveryCodes } = await began.json<{ uri: string; recoveryCodes: string[] }>();
    expect(recoveryCodes.length).toBeGreaterThanOrEqual(8);
    const secret = new URL(uri).searchParams.get("secret")!;
    expect((await owner("POST", "/profile/two-factor/confirm", { code: "000000" })).status).toBe(
      400,
    );
    const code = await totpCode(secret, Date.now());
    expect((await owner("POST", "/profile/two-factor/confirm", { code })).status).toBe(204);
    expect(await dumpDatabase()).not.toContain(secret);

    const startSignIn = async () => {
      const browser = createBrowser();
      const given = { email: "ada@example.com", ...password };
      const response = await browser("POST", "/session", given);
      expect(await response.json()).toEqual({ secondFactor: true });
      expect((await browser("GET", "/endpoints")).status).toBe(401);
      return browser;
    };
    const byApp = await startSignIn();
    expect((await byApp("POST", "/session/second-factor", { code: "000000" })).status).toBe(401);
    // The code that confirmed the app is used up.
    const now = await totpCode(secret, Date.now() + 30_000);
    expect((await byApp("POST", "/session/second-factor", { code: now })).status).toBe(204);
    expect((await byApp("GET", "/endpoints")).status).toBe(200);

    const recoveryCode = recoveryCodes[0]!;
    const byPaper = await startSignIn();
    expect((await byPaper("POST", "/session/second-factor", { recoveryCode })).status).toBe(204);
    expect((await byPaper("GET", "/endpoints")).status).toBe(200);
    expect(
      (await (await startSignIn())("POST", "/session/second-factor", { recoveryCode })).status,
    ).toBe(401);
  });
});

describe("an invitation", () => {
  it("[PE5] is a link that makes one person with its role, once", async () => {
    const owner = await setUpOwner();
    const { person: member, token } = await joinAsMember(owner, "eve@example.com", "viewer");
    expect(await currentUser(member)).toMatchObject({ email: "eve@example.com", role: "viewer" });
    const again = await createBrowser()("POST", "/invitations/accept", {
      token,
      name: "Mallory",
      password: "another-password",
    });
    expect(again.status).toBe(404);
    expect(await dumpDatabase()).not.toContain(token);
    expect((await member("GET", "/endpoints")).status).toBe(200);
    expect((await member("POST", "/endpoints", {})).status).toBe(403);
    expect((await member("GET", "/people")).status).toBe(403);
  });

  it("[PE5] is accepted by one of many who have it", async () => {
    const owner = await setUpOwner();
    const created = await owner("POST", "/invitations", { email: "e@example.com", role: "editor" });
    const token = new URL((await created.json<{ link: string }>()).link).hash.slice(1);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        createBrowser()("POST", "/invitations/accept", {
          token,
          name: "E",
          password: "another-password",
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  });
});
