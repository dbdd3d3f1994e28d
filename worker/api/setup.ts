import { Hono, type Context } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { accountsOf, PASSWORD } from "../auth/accounts";
import { isSame } from "../auth/door";
import {
  adminToken,
  keyProblem,
  oidcSettings,
  settingsProblem,
  setupToken,
} from "../auth/settings";
import type { DoorsView } from "../protocol/people";
import { digestOf } from "../sealing/digest";
import { findInvitation } from "../auth/rows/invitations";
import {
  insertFirstPerson,
  insertInvited,
  isAnybodyThere,
  recoverPerson,
  type NewPerson,
} from "../auth/rows/people";
import type { ApiEnv } from "./context";
import { Refusal } from "./errors";
import { decode, exactly, expected, readJson, shortText } from "./input";
import { taken } from "./session";

const secret = v.pipe(
  v.string(expected("the token")),
  v.trim(),
  v.maxLength(200, "expected the token"),
);
const name = shortText({ min: 1, max: 80 });
const email = v.pipe(
  v.string(expected("an e-mail address")),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(200, "expected an e-mail address of at most 200 characters"),
  v.email("expected an e-mail address"),
);
/** Never shown again, whatever is wrong with it. */
const password = v.pipe(
  v.string("expected a password"),
  v.minLength(PASSWORD.min, `expected at least ${PASSWORD.min} characters`),
  v.maxLength(PASSWORD.max, `expected at most ${PASSWORD.max} characters`),
);
const firstPerson = exactly({ token: secret, name, email, password });
const accepted = exactly({ token: secret, name: v.optional(name), password });

/** The first person: once, by the set-up token, whoever else tries at the same moment. */
export const setup = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const isThere = await isAnybodyThere(c.env.DB);
    const view: DoorsView = {
      isSetup: !isThere && setupToken(c.env) !== null,
      people: isThere,
      adminToken: adminToken(c.env) !== null,
      oidc: oidcSettings(c.env)?.name ?? null,
    };
    return c.json(view);
  })
  .post("/", async (c) => {
    const problem = settingsProblem(c.env) ?? keyProblem(c.env);
    if (problem !== null) throw new Refusal("unavailable", problem);
    const known = setupToken(c.env);
    if (known === null)
      throw new Refusal("unavailable", "expected the secret SETUP_TOKEN to be set");
    if (await isAnybodyThere(c.env.DB)) throw done();
    const given = decode(firstPerson, await readJson(c));
    const attempt = await taken(c, null);
    if (!(await isSame(given.token, known))) {
      const message = "expected the set-up token, saw another text";
      throw new Refusal("unauthenticated", message, { token: message });
    }
    await attempt.giveBack();
    const person = await newPerson(c, { ...given, role: "owner" });
    if (!(await insertFirstPerson(c.env.DB, person, c.var.ports.now()))) throw done();
    noteMade(c, person);
    return signedIn(c, person.email, given.password);
  });

/** Whoever holds an invitation's link. */
export const joining = new Hono<ApiEnv>()
  .post("/look", async (c) => {
    const { token } = decode(exactly({ token: secret }), await readJson(c));
    const found = await invitation(c, token);
    return c.json({ email: found.email, role: found.role, isRecovery: found.recovers !== null });
  })
  .post("/accept", async (c) => {
    const given = decode(accepted, await readJson(c));
    const found = await invitation(c, given.token);
    const digest = await digestOf(given.token);
    const now = c.var.ports.now();
    if (found.recovers === null) {
      const person = await newPerson(c, {
        name: given.name ?? found.email,
        email: found.email,
        role: found.role,
        password: given.password,
      });
      if (!(await insertInvited(c.env.DB, person, digest, now))) throw over();
      noteMade(c, person);
    } else {
      const personId = found.recovers;
      const passwordHash = await hashed(c, given.password);
      const claim = nanoid(16);
      const isMine = await recoverPerson(c.env.DB, { personId, passwordHash, digest, claim }, now);
      if (!isMine) throw over();
      await c.var.ports.rooms.expel(`person:${personId}`);
      c.var.asking.note({
        actor: { kind: "person", id: personId, name: found.email, role: found.role, session: null },
      });
    }
    return signedIn(c, found.email, given.password);
  });

async function invitation(c: Context<ApiEnv>, token: string) {
  const attempt = await taken(c, null);
  const found = await findInvitation(c.env.DB, await digestOf(token), c.var.ports.now());
  if (!found) throw over();
  await attempt.giveBack();
  return found;
}

const hashed = async (c: Context<ApiEnv>, given: string): Promise<string> =>
  (await accountsOf(c.env, new URL(c.req.url).origin).$context).password.hash(given);

async function newPerson(
  c: Context<ApiEnv>,
  given: Omit<NewPerson, "id" | "passwordHash"> & { password: string },
): Promise<NewPerson> {
  const { name: called, email: address, role } = given;
  return {
    id: nanoid(12),
    name: called,
    email: address,
    role,
    passwordHash: await hashed(c, given.password),
  };
}

function noteMade(c: Context<ApiEnv>, { id, name: called, email: address, role }: NewPerson): void {
  c.var.asking.note({
    actor: { kind: "person", id, name: called, role, session: null },
    thing: address,
    after: { name: called, email: address, role },
  });
}

async function signedIn(c: Context<ApiEnv>, address: string, given: string): Promise<Response> {
  const response = await accountsOf(c.env, new URL(c.req.url).origin).api.signInEmail({
    body: { email: address, password: given },
    headers: c.req.raw.headers,
    asResponse: true,
  });
  for (const cookie of response.headers.getSetCookie()) {
    c.header("set-cookie", cookie, { append: true });
  }
  return c.body(null, 204);
}

const done = () => new Refusal("conflict", "expected nobody to be here yet, saw somebody: sign in");
const over = () =>
  new Refusal("not_found", "expected an open invitation, saw one that is used, over or none");
