import { createExecutionContext } from "cloudflare:test";
import { describe, expect, inject, it } from "vitest";
import { createApi } from "../api/app";
import { setUpOwner } from "../test/fixtures/browser";
import { bindings } from "../test/fixtures/worker";
import type { CurrentUser } from "../protocol/users";
import { apiPorts } from "../adapters/index";

const PHAROS = "http://oidc.test";
const provider = `${inject("target")}/provider`;
const settings = {
  ...bindings,
  OIDC_ISSUER: provider,
  OIDC_CLIENT_ID: "pharos",
  OIDC_CLIENT_SECRET: "the-client-secret",
  OIDC_NAME: "Example",
};

const sendRequest = (url: string, cookie = "") =>
  createApi(apiPorts).fetch(
    new Request(url, {
      headers: { cookie, "cf-connecting-ip": "203.0.113.9" },
      redirect: "manual",
    }),
    settings,
    createExecutionContext(),
  );
const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
const setNextClaims = (claims: object) =>
  fetch(`${provider}/who`, { method: "PUT", body: JSON.stringify(claims) });
const startSignIn = async () => {
  const response = await sendRequest(`${PHAROS}/api/v1/session/oidc`);
  expect(response.status).toBe(302);
  return { cookie: cookiesOf(response), to: response.headers.get("location")! };
};
const atProvider = async (address: string) =>
  (await fetch(address, { redirect: "manual" })).headers.get("location")!;

/** The whole way of a browser, there and back. */
async function signIn(claims: object) {
  await setNextClaims(claims);
  const { cookie, to } = await startSignIn();
  const back = await sendRequest(await atProvider(to), cookie);
  const session = await sendRequest(`${PHAROS}/api/v1/session`, cookiesOf(back));
  const { person } = await session.json<CurrentUser>();
  return { leads: back.headers.get("location"), person };
}

describe("a provider of identities", () => {
  it("[PE9] lets in whom it names by an address that it has verified, with their role here", async () => {
    await setUpOwner();
    const claims = { email: "ada@example.com", email_verified: true, name: "Somebody else" };
    for (const visit of [1, 2]) {
      const { leads, person } = await signIn(claims);
      expect({ visit, leads }).toEqual({ visit, leads: "/dashboard" });
      expect(person).toMatchObject({ name: "Ada", email: "ada@example.com", role: "owner" });
    }
    const { results } = await bindings.DB.prepare(
      "select actor_name as name from audit_log where action like 'GET /api/v1/session/callback%'",
    ).all();
    expect(results).toEqual([{ name: "Ada" }, { name: "Ada" }]);
  });

  it.each([
    ["whom nobody invited", { email: "eve@example.com", email_verified: true }],
    ["whose address it has not verified", { email: "ada@example.com", email_verified: false }],
    ["of whose address it says nothing", { email: "ada@example.com" }],
    ["who has no address", { sub: "1", email_verified: true }],
    [
      "with a token for somebody else",
      { email: "ada@example.com", email_verified: true, aud: "x" },
    ],
    [
      "with a token of another provider",
      { email: "ada@example.com", email_verified: true, iss: "x" },
    ],
    ["signed by somebody else", { email: "ada@example.com", email_verified: true, key: "another" }],
  ])("[PE9] does not let in %s", async (_, claims) => {
    await setUpOwner();
    expect(await signIn(claims)).toEqual({ leads: "/login?provider=refused", person: null });
    const row = await bindings.DB.prepare("select count(*) as n from users").first<{
      n: number;
    }>();
    expect(row?.n).toBe(1);
  });

  it("[PE9] is followed back only by the browser that set out, and once", async () => {
    await setUpOwner();
    await setNextClaims({ email: "ada@example.com", email_verified: true });
    const { cookie, to } = await startSignIn();
    const back = await atProvider(to);
    for (const stranger of ["", "pharos_state=made-up", (await startSignIn()).cookie]) {
      expect(cookiesOf(await sendRequest(back, stranger))).not.toContain("pharos_person=");
    }
    const again = await startSignIn();
    const callbackUrl = await atProvider(again.to);
    expect(cookiesOf(await sendRequest(callbackUrl, again.cookie))).toContain("pharos_person=");
    expect(cookiesOf(await sendRequest(callbackUrl, again.cookie))).not.toContain("pharos_person=");
    expect(cookie).not.toBe("");
  });

  it("[PE3] is set out for no more often than passwords are tried", async () => {
    const answers = [];
    for (let index = 0; index < 41; index++)
      answers.push(await sendRequest(`${PHAROS}/api/v1/session/oidc`));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(40).fill(302), 429]);
  });
});
