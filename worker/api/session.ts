import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { Hono, type Context } from "hono";
import * as v from "valibot";
import { accountsOf } from "../auth/accounts";
import { takeAttempt, type Attempt } from "../auth/attempts";
import { noPersonCookie, personCookie, sessionToken } from "../auth/cookies";
import { isSame } from "../auth/door";
import { authenticate, authenticationOptions } from "../auth/passkeys";
import { issueSession, sessionCookie } from "../auth/session";
import { adminToken, keyProblem, NOBODY_YET, settingsProblem } from "../auth/settings";
import type { WhoView } from "../protocol/people";
import { findPerson, findPersonByEmail } from "../auth/rows/people";
import { endSessionByToken } from "../auth/rows/sessions";
import type { ApiEnv } from "./context";
import { Refusal } from "./errors";
import { decode, exactly, expected, readJson } from "./input";

const text = (what: string) =>
  v.pipe(v.string(expected(what)), v.maxLength(1024, `expected ${what}`));
const byToken = exactly({ token: text("the token as text") });
const byPassword = exactly({ email: text("an e-mail address"), password: text("a password") });
const byCode = v.union([
  exactly({ code: text("the code of the app") }),
  exactly({ recoveryCode: text("a recovery code") }),
]);
const byPasskey = exactly({
  response: v.custom<AuthenticationResponseJSON>(
    (value) => typeof (value as { id?: unknown } | null)?.id === "string",
    expected("the answer of a passkey"),
  ),
});

/** Doors that make a session, and the one that ends it. */
export const session = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { actor, refusal } = c.var.asking;
    if (actor.kind === "stranger" && refusal?.code === "unavailable") throw refusal;
    const person = actor.kind === "person" ? await findPerson(c.env.DB, actor.id) : null;
    const who: WhoView = {
      person: person && {
        id: person.id,
        name: person.name,
        email: person.email,
        role: person.role,
      },
      isAdmin: actor.kind === "admin",
    };
    return c.json(who);
  })
  .post("/", async (c) => {
    refuseShut(c);
    const body = await readJson(c);
    return "email" in (body as object) ? signIn(c, body) : admit(c, body);
  })
  .post("/second-factor", async (c) => {
    refuseShut(c);
    const given = decode(byCode, await readJson(c));
    const attempt = await taken(c, null);
    const { api } = accountsOf(c.env, new URL(c.req.url).origin);
    const headers = c.req.raw.headers;
    const response =
      "code" in given
        ? await api.verifyTOTP({
            body: { code: given.code.replace(/\s/g, "") },
            headers,
            asResponse: true,
          })
        : await api.verifyBackupCode({
            body: { code: given.recoveryCode.trim() },
            headers,
            asResponse: true,
          });
    if (!response.ok) throw wrong("expected the right code, saw another", "code");
    await attempt.giveBack();
    return opened(c, response);
  })
  .post("/passkey/options", async (c) => {
    refuseShut(c);
    // A challenge is kept, so asking for one counts, until it is answered.
    await taken(c, null);
    return c.json(await authenticationOptions({ env: c.env, url: new URL(c.req.url) }));
  })
  .post("/passkey", async (c) => {
    refuseShut(c);
    const { response } = decode(byPasskey, await readJson(c));
    const attempt = await taken(c, null);
    const url = new URL(c.req.url);
    const personId = await authenticate({ env: c.env, url }, response);
    const person = personId === null ? null : await findPerson(c.env.DB, personId);
    if (!person) throw wrong("expected a passkey of somebody here, saw another", "passkey");
    await attempt.giveBack(1);
    const { internalAdapter } = await accountsOf(c.env, url.origin).$context;
    const made = await internalAdapter.createSession(person.id, false, {
      ipAddress: c.req.header("cf-connecting-ip") ?? null,
      userAgent: c.req.header("user-agent") ?? null,
    });
    c.header("set-cookie", await personCookie(made.token, c.env, url));
    noteSignIn(c, person);
    return c.body(null, 204);
  })
  .delete("/", async (c) => {
    const url = new URL(c.req.url);
    const token = await sessionToken(c.req.raw, c.env);
    const ended = token === null ? null : await endSessionByToken(c.env.DB, token);
    if (ended) await c.var.ports.rooms.expel(`session:${ended.id}`);
    c.header("set-cookie", sessionCookie("", url));
    c.header("set-cookie", noPersonCookie(url), { append: true });
    return c.body(null, 204);
  });

/** By e-mail and password; with a second factor the session comes after its code. */
async function signIn(c: Context<ApiEnv>, body: unknown): Promise<Response> {
  const { email, password } = decode(byPassword, body);
  const attempt = await taken(c, email.trim());
  const response = await accountsOf(c.env, new URL(c.req.url).origin).api.signInEmail({
    body: { email: email.trim(), password },
    headers: c.req.raw.headers,
    asResponse: true,
  });
  if (!response.ok) {
    throw wrong("expected the e-mail address and the password of somebody here", "password");
  }
  await attempt.giveBack();
  const person = await findPersonByEmail(c.env.DB, email.trim());
  if (person?.twoFactorEnabled === 1) return opened(c, response, { secondFactor: true });
  if (person) noteSignIn(c, person);
  return opened(c, response);
}

/** By the admin token: a signed cookie that no script can read. */
async function admit(c: Context<ApiEnv>, body: unknown): Promise<Response> {
  const known = adminToken(c.env);
  if (known === null) throw new Refusal("unavailable", keyProblem(c.env) ?? NOBODY_YET);
  const { token } = decode(byToken, body);
  const attempt = await taken(c, null);
  if (!(await isSame(token.trim(), known))) {
    throw new Refusal("unauthenticated", "expected the admin token, saw another text", {
      token: "this is not the admin token",
    });
  }
  await attempt.giveBack();
  c.header(
    "set-cookie",
    sessionCookie(await issueSession(known, c.var.ports.now()), new URL(c.req.url)),
  );
  return c.body(null, 204);
}

function opened(c: Context<ApiEnv>, from: Response, answer?: object): Response {
  for (const cookie of from.headers.getSetCookie())
    c.header("set-cookie", cookie, { append: true });
  return answer ? c.json(answer) : c.body(null, 204);
}

function noteSignIn(
  c: Context<ApiEnv>,
  person: { id: string; name: string; role: "owner" | "editor" | "viewer" },
) {
  const { id, name, role } = person;
  c.var.asking.note({ actor: { kind: "person", id, name, role, session: null } });
}

function refuseShut(c: Context<ApiEnv>): void {
  const problem = settingsProblem(c.env) ?? keyProblem(c.env);
  if (problem !== null) throw new Refusal("unavailable", problem);
}

export async function taken(
  c: Context<ApiEnv>,
  account: string | null,
): Promise<Extract<Attempt, { kind: "taken" }>> {
  const attempt = await takeAttempt(c.req.raw, c.env, account);
  if (attempt.kind === "taken") return attempt;
  c.header("retry-after", String(attempt.retryAfterSeconds));
  throw new Refusal(
    "rate_limited",
    `expected fewer attempts; try again after ${attempt.retryAfterSeconds} s`,
  );
}

const wrong = (message: string, field: string) =>
  new Refusal("unauthenticated", message, { [field]: message });
