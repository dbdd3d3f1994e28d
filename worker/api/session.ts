import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { Hono, type Context } from "hono";
import * as v from "valibot";
import { endAdminSessionOf, issueAdminSession, adminSessionCookie } from "../auth/admin-session";
import { getUserAuth, type UserAuth } from "../auth/better-auth";
import { consumeAttempt, type LoginAttempt } from "../auth/login-throttle";
import {
  clearUserSessionCookie,
  userSessionCookie,
  userSessionToken,
  withoutSession,
} from "../auth/cookies";
import { isTimingSafeEqual } from "../auth/authenticate";
import { authenticatePasskey, passkeyAuthenticationOptions } from "../auth/passkeys";
import { adminToken, keyProblem, SETUP_REQUIRED, settingsProblem } from "../auth/settings";
import { consumeTotpCode, pendingUserId } from "../auth/totp";
import { isLimited } from "../domain/permissions";
import type { CurrentUser } from "../protocol/users";
import { findUser, findUserByEmail, isSecondFactorRequired } from "../store/users";
import { endSessionByToken } from "../store/sessions";
import type { ApiEnv } from "./context";
import { disconnectAll } from "./actor";
import { HttpError } from "./errors";
import { decode, strictObject, expectedText, readJson } from "./input";

const text = (description: string) =>
  v.pipe(v.string(expectedText(description)), v.maxLength(1024, `expected ${description}`));
const byToken = strictObject({ token: text("the token as text") });
const byPassword = strictObject({ email: text("an e-mail address"), password: text("a password") });
const byCode = v.pipe(
  strictObject({
    code: v.optional(text("the code of the app")),
    recoveryCode: v.optional(text("a recovery code")),
  }),
  v.check(
    ({ code, recoveryCode }) => (code === undefined) !== (recoveryCode === undefined),
    "expected either code or recoveryCode",
  ),
);
const byPasskey = strictObject({
  response: v.custom<AuthenticationResponseJSON>(
    (value) => typeof (value as { id?: unknown } | null)?.id === "string",
    expectedText("the answer of a passkey"),
  ),
});

/** Doors that make a session, and the one that ends it. */
export const signInRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { actor, error } = c.var.auth;
    if (actor.kind === "stranger" && error?.code === "unavailable") throw error;
    const user = actor.kind === "person" ? await findUser(c.env.DB, actor.id) : null;
    const currentUser: CurrentUser = {
      person: user && {
        id: user.id,
        name: user.name,
        email: user.email,
        role: user.role,
      },
      isAdmin: actor.kind === "admin",
      ...(isLimited(actor) && { needsSecondFactor: true }),
    };
    return c.json(currentUser);
  })
  .post("/", async (c) => {
    assertSignInEnabled(c);
    const body = await readJson(c);
    return "email" in (body as object) ? signInWithPassword(c, body) : signInWithToken(c, body);
  })
  .post("/second-factor", async (c) => {
    assertSignInEnabled(c);
    const given = decode(byCode, await readJson(c));
    const attempt = await consumeAttemptOrReject(c, null);
    const accounts = getUserAuth(c.env, new URL(c.req.url).origin);
    const { api } = accounts;
    // Who is signed in here already is not who is asked for the code.
    const headers = withoutSession(c.req.raw.headers);
    const response =
      given.code !== undefined
        ? await api.verifyTOTP({
            body: { code: await unusedCode(c, accounts, given.code) },
            headers,
            asResponse: true,
          })
        : await api.verifyBackupCode({
            body: { code: (given.recoveryCode ?? "").trim() },
            headers,
            asResponse: true,
          });
    if (!response.ok) throw wrongCredentialsError("expected the right code, saw another", "code");
    await attempt.refund();
    return respondSignedIn(c, response);
  })
  .post("/passkey/options", async (c) => {
    assertSignInEnabled(c);
    // A challenge is kept, so asking for one counts, until it is answered.
    await consumeAttemptOrReject(c, null);
    return c.json(await passkeyAuthenticationOptions({ env: c.env, url: new URL(c.req.url) }));
  })
  .post("/passkey", async (c) => {
    assertSignInEnabled(c);
    const { response } = decode(byPasskey, await readJson(c));
    const attempt = await consumeAttemptOrReject(c, null);
    const url = new URL(c.req.url);
    const userId = await authenticatePasskey({ env: c.env, url }, response);
    const user = userId === null ? null : await findUser(c.env.DB, userId);
    if (!user)
      throw wrongCredentialsError("expected a passkey of somebody here, saw another", "passkey");
    await attempt.refund(1);
    const { internalAdapter } = await getUserAuth(c.env, url.origin).$context;
    const session = await internalAdapter.createSession(user.id, false, {
      ipAddress: c.req.header("cf-connecting-ip") ?? null,
      userAgent: c.req.header("user-agent") ?? null,
    });
    c.header("set-cookie", await userSessionCookie(session.token, c.env, url));
    auditSignIn(c, user);
    return c.body(null, 204);
  })
  .delete("/", async (c) => {
    const url = new URL(c.req.url);
    const token = await userSessionToken(c.req.raw, c.env);
    const ended = token === null ? null : await endSessionByToken(c.env.DB, token);
    const admin = await endAdminSessionOf(c.req.raw, c.env);
    await disconnectAll(c, [
      ...(ended ? [`session:${ended.id}`] : []),
      ...(admin === null ? [] : [`admin:${admin}`]),
    ]);
    c.header("set-cookie", adminSessionCookie("", url));
    c.header("set-cookie", clearUserSessionCookie(url), { append: true });
    return c.body(null, 204);
  });

/** By e-mail and password; with a second factor the session comes after its code. */
async function signInWithPassword(c: Context<ApiEnv>, body: unknown): Promise<Response> {
  const { email, password } = decode(byPassword, body);
  const attempt = await consumeAttemptOrReject(c, email.trim());
  const response = await getUserAuth(c.env, new URL(c.req.url).origin).api.signInEmail({
    body: { email: email.trim(), password },
    headers: c.req.raw.headers,
    asResponse: true,
  });
  if (!response.ok) {
    throw wrongCredentialsError(
      "expected the e-mail address and the password of somebody here",
      "password",
    );
  }
  await attempt.refund();
  const user = await findUserByEmail(c.env.DB, email.trim());
  if (user && user.twoFactorEnabled !== 1 && user.passkeys > 0) {
    await assertPasswordSuffices(c, response);
  }
  if (user?.twoFactorEnabled === 1) return respondSignedIn(c, response, { secondFactor: true });
  if (user) auditSignIn(c, user);
  return respondSignedIn(c, response);
}

/** Where a second factor is required, whoever has a passkey comes by it: a password alone is one. */
async function assertPasswordSuffices(c: Context<ApiEnv>, signedIn: Response): Promise<void> {
  if (!(await isSecondFactorRequired(c.env.DB))) return;
  const { token } = await signedIn.clone().json<{ token: string }>();
  await endSessionByToken(c.env.DB, token);
  const message = "expected your passkey, since a second factor is required here";
  throw new HttpError("forbidden", message, { passkey: message });
}

/** The code where it is right and was not used before, else one that is wrong, and counts as that. */
async function unusedCode(c: Context<ApiEnv>, accounts: UserAuth, given: string): Promise<string> {
  const code = given.replace(/\s/g, "");
  const userId = await pendingUserId(c.req.raw, c.env, accounts);
  const isTaken = userId !== null && (await consumeTotpCode(c.env, accounts, { userId, code }));
  return isTaken ? code : "";
}

/** By the admin token: a signed cookie that no script can read. */
async function signInWithToken(c: Context<ApiEnv>, body: unknown): Promise<Response> {
  const known = adminToken(c.env);
  if (known === null) throw new HttpError("unavailable", keyProblem(c.env) ?? SETUP_REQUIRED);
  const { token } = decode(byToken, body);
  const attempt = await consumeAttemptOrReject(c, null);
  if (!(await isTimingSafeEqual(token.trim(), known))) {
    throw new HttpError("unauthenticated", "expected the admin token, saw another text", {
      token: "this is not the admin token",
    });
  }
  await attempt.refund();
  const session = await issueAdminSession(c.req.raw, c.env.DB, {
    token: known,
    now: c.var.ports.now(),
  });
  c.header("set-cookie", adminSessionCookie(session, new URL(c.req.url)));
  return c.body(null, 204);
}

function respondSignedIn(c: Context<ApiEnv>, from: Response, answer?: object): Response {
  for (const cookie of from.headers.getSetCookie())
    c.header("set-cookie", cookie, { append: true });
  return answer ? c.json(answer) : c.body(null, 204);
}

function auditSignIn(
  c: Context<ApiEnv>,
  user: { id: string; name: string; role: "owner" | "editor" | "viewer" },
) {
  const { id, name, role } = user;
  c.var.auth.addAuditNote({ actor: { kind: "person", id, name, role, session: null } });
}

function assertSignInEnabled(c: Context<ApiEnv>): void {
  const problem = settingsProblem(c.env) ?? keyProblem(c.env);
  if (problem !== null) throw new HttpError("unavailable", problem);
}

export async function consumeAttemptOrReject(
  c: Context<ApiEnv>,
  account: string | null,
): Promise<Extract<LoginAttempt, { kind: "allowed" }>> {
  const attempt = await consumeAttempt(c.req.raw, c.env, account);
  if (attempt.kind === "allowed") return attempt;
  c.header("retry-after", String(attempt.retryAfterSeconds));
  throw new HttpError(
    "rate_limited",
    `expected fewer attempts; try again after ${attempt.retryAfterSeconds} s`,
  );
}

const wrongCredentialsError = (message: string, field: string) =>
  new HttpError("unauthenticated", message, { [field]: message });
