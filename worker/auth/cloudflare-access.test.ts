import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { joinAsMember, OWNER_ACCOUNT, setUpOwner } from "../test/fixtures/browser";
import { bindings, ORIGIN } from "../test/fixtures/worker";
import { ACCESS_HEADER, accessActor, createKeySet } from "./cloudflare-access";

const TEAM = "example.cloudflareaccess.com";
const AUDIENCE = "a".repeat(64);
const settings = { ...bindings, ACCESS_TEAM_DOMAIN: TEAM, ACCESS_AUD: AUDIENCE };
const ADA = OWNER_ACCOUNT.email.toLowerCase();

/** What the team publishes at its address, and how often it was asked for. */
let published: { kid: string; key: CryptoKey }[] = [];
let requestedUrls: string[] = [];
const fetchKeys: typeof fetch = async (input) => {
  requestedUrls.push(String(input instanceof Request ? input.url : input));
  const keys = published.map(async ({ kid, key }) => ({
    ...(await exportJWK(key)),
    kid,
    alg: "RS256",
  }));
  return Response.json({ keys: await Promise.all(keys) });
};
let keys: ReturnType<typeof createKeySet>;
let first: Awaited<ReturnType<typeof generateKeyPair>>;

beforeEach(async () => {
  first = await generateKeyPair("RS256");
  published = [{ kid: "first", key: first.publicKey }];
  requestedUrls = [];
  keys = createKeySet(TEAM, fetchKeys);
});

type TokenFields = {
  claims?: object;
  iss?: string;
  aud?: string | string[];
  exp?: string;
  kid?: string;
};
const assertion = (
  {
    claims = { email: ADA },
    iss = `https://${TEAM}`,
    aud = AUDIENCE,
    exp = "1m",
    kid = "first",
  }: TokenFields,
  key = first.privateKey,
) =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuer(iss)
    .setAudience(aud)
    .setIssuedAt("-5m")
    .setExpirationTime(exp)
    .sign(key);
const actorOf = (token: string, env: object = settings) =>
  accessActor(
    new Request(ORIGIN, { headers: { [ACCESS_HEADER]: token } }),
    env as typeof settings,
    keys,
  );

describe("Cloudflare Access", () => {
  it("[PE9] lets in whom it proves to be somebody here, with the role they have here", async () => {
    await joinAsMember(await setUpOwner(), "grace@example.com", "viewer");
    expect(await actorOf(await assertion({}))).toMatchObject({ name: "Ada", role: "owner" });
    const grace = await assertion({ claims: { email: "Grace@Example.com" }, aud: ["x", AUDIENCE] });
    expect(await actorOf(grace)).toMatchObject({ kind: "person", role: "viewer", session: null });
    expect(requestedUrls).toEqual([`https://${TEAM}/cdn-cgi/access/certs`]);
  });

  it("[PE9] goes on when the team's keys are exchanged, and drops the former ones with them", async () => {
    await setUpOwner();
    expect(await actorOf(await assertion({}))).not.toBeNull();
    const second = await generateKeyPair("RS256");
    published = [{ kid: "second", key: second.publicKey }];
    expect(await actorOf(await assertion({ kid: "second" }, second.privateKey))).not.toBeNull();
    expect(await actorOf(await assertion({}))).toBeNull();
  });

  const other = generateKeyPair("RS256");
  it.each<[string, () => Promise<string>]>([
    ["whom nobody invited", () => assertion({ claims: { email: "eve@example.com" } })],
    ["who has no address", () => assertion({ claims: { common_name: "a service token" } })],
    ["whose address is none", () => assertion({ claims: { email: [ADA] } })],
    ["of another application", () => assertion({ aud: "b".repeat(64) })],
    ["of another team", () => assertion({ iss: "https://other.cloudflareaccess.com" })],
    ["whose time is over", () => assertion({ exp: "-1m" })],
    ["signed by somebody else", async () => assertion({}, (await other).privateKey)],
    ["under a key that nobody published", () => assertion({ kid: "made-up" })],
    [
      "signed with what is public, as if that were a secret",
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(first.publicKey)));
        const token = new SignJWT({ email: ADA }).setProtectedHeader({
          alg: "HS256",
          kid: "first",
        });
        return token
          .setIssuer(`https://${TEAM}`)
          .setAudience(AUDIENCE)
          .setExpirationTime("1m")
          .sign(secret);
      },
    ],
    [
      "that is not signed",
      async () => {
        const [, body] = (await assertion({})).split(".");
        return `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`;
      },
    ],
    ["that is none", () => Promise.resolve("made-up")],
  ])("[PE9] does not let in a token %s", async (_, createToken) => {
    await setUpOwner();
    expect(await actorOf(await createToken())).toBeNull();
  });

  it("[PE9] counts for nothing where it is not set up", async () => {
    await setUpOwner();
    expect(await actorOf(await assertion({}), bindings)).toBeNull();
    expect(requestedUrls).toEqual([]);
  });
});
