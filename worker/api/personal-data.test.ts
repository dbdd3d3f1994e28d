import { describe, expect, it } from "vitest";
import type { ProfileExport } from "../protocol/users";
import { createBrowser, joinAsMember, OWNER_ACCOUNT, setUpOwner } from "../test/fixtures/browser";
import { bindings } from "../test/fixtures/worker";
import { dumpDatabase } from "../test/fixtures/dump-database";

const EVE = "eve.personal@example.com";

/** Eve, an owner who has left traces in every table that knows people. */
async function eve() {
  const owner = await setUpOwner();
  // Two invitations to one address: one is used, the other stays open.
  await owner("POST", "/invitations", { email: EVE, role: "viewer" });
  const { person, id } = await joinAsMember(owner, EVE, "owner");
  const headers = { "cf-connecting-ip": "203.0.113.77", "user-agent": "EvesBrowser/1.0" };
  await person("PATCH", "/profile", { name: "Eve Personal" }, headers);
  await person("POST", "/invitations", { email: "x@example.com", role: "viewer" }, headers);
  await person("POST", "/tokens", { name: "Eve's token", scopes: ["read"] }, headers);
  await owner("POST", `/people/${id}/recovery`, {});
  await createBrowser()("POST", "/session", { email: EVE, password: "another-password" }, headers);
  return { owner, person, id };
}

describe("what is known of a person", () => {
  it("[PE15] they take away as JSON: all of it, of nobody else, and nothing that opens a door", async () => {
    const { owner, person, id } = await eve();
    const response = await person("GET", "/profile/export");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="pharos-${id}.json"`,
    );
    const text = await response.text();
    const data = JSON.parse(text) as ProfileExport;
    expect(data.profile).toMatchObject({ id, name: "Eve Personal", email: EVE, role: "owner" });
    expect(data.accounts).toEqual([{ provider: "credential", createdAt: expect.any(String) }]);
    expect(data.sessions.map(({ agent }) => agent)).toContain("EvesBrowser/1.0");
    expect(data.tokens.map(({ name }) => name)).toEqual(["Eve's token"]);
    expect(data.invitations.map(({ email }) => email)).toEqual(["x@example.com"]);
    expect(data.audit.map(({ action }) => action)).toContain("PATCH /api/v1/profile");
    expect(data.audit.map(({ address }) => address)).toContain("203.0.113.77");
    expect(text).not.toContain(OWNER_ACCOUNT.email.toLowerCase());
    const stored = await bindings.DB.prepare(
      `select password as secret from accounts union select token from sessions
       union select token_hash from tokens union select token_hash from invitations`,
    ).all<{ secret: string }>();
    expect(stored.results.length).toBeGreaterThan(5);
    for (const { secret } of stored.results) expect(text).not.toContain(secret);
    expect(text).not.toContain("another-password");
    const others = await (await owner("GET", "/profile/export")).text();
    expect(others).not.toContain("Eve Personal");
  });

  it("[PE16] is erased with them but for their name in the log, where that they were removed is told", async () => {
    const { owner, person, id } = await eve();
    await person("POST", "/incidents", { title: "By Eve" });
    for (const trace of [EVE, "203.0.113.77", "EvesBrowser/1.0"]) {
      expect(await dumpDatabase()).toContain(trace);
    }
    expect((await owner("DELETE", `/people/${id}`)).status).toBe(204);
    const left = await dumpDatabase();
    for (const trace of [EVE, "203.0.113.77", "EvesBrowser/1.0"]) {
      expect([trace, left.includes(trace)]).toEqual([trace, false]);
    }
    const { data } = await (
      await owner("GET", "/audit?limit=200")
    ).json<{
      data: { actor: { name: string }; resource: string; address: string | null }[];
    }>();
    expect(data[0]).toMatchObject({ resource: "Eve Personal", actor: { name: "Ada" } });
    expect(data.filter(({ actor }) => actor.name === "Eve Personal").length).toBeGreaterThan(0);
    expect(data.filter(({ resource }) => resource === "(erased)").length).toBeGreaterThan(0);
  });

  it("[PE16] leaves alone whose address only looks like theirs", async () => {
    const owner = await setUpOwner();
    await owner("POST", "/invitations", { email: `x${EVE}`, role: "viewer" });
    const { id } = await joinAsMember(owner, EVE, "editor");
    await owner("DELETE", `/people/${id}`);
    const invitations = await (await owner("GET", "/invitations")).text();
    const log = await (await owner("GET", "/audit")).text();
    expect(invitations).toContain(`"x${EVE}"`);
    expect(log).toContain(`"x${EVE}"`);
    expect(log).not.toContain(`"${EVE}"`);
  });
});
