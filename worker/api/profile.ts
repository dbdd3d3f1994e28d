import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { Hono, type Context } from "hono";
import * as v from "valibot";
import { getUserAuth, PASSWORD_LENGTH } from "../auth/better-auth";
import {
  listPasskeys,
  registerPasskey,
  passkeyRegistrationOptions,
  removePasskey,
} from "../auth/passkeys";
import { sessionTokenOf } from "../auth/cookies";
import { consumeTotpCode } from "../auth/totp";
import { toIso } from "../domain/instant";
import type { ProfileView } from "../protocol/users";
import { findUser, isSecondFactorRequired } from "../store/users";
import { keepSessionId } from "../store/sessions";
import { endOtherAccess, renameUser } from "../store/user-changes";
import type { ApiEnv } from "./context";
import { notFound, HttpError } from "./errors";
import { decode, strictObject, expectedText, readJson, shortText } from "./input";
import { assertBelowLimit } from "./limits";
import { consumeAttemptOrReject } from "./session";
import { saveEdit, sendEtag } from "./versions";
import { disconnectAll, requireUser } from "./actor";
import { exportUser } from "./profile-export";
import { endedNote } from "./users";

const passwordInput = v.pipe(
  v.string("expected a text"),
  v.maxLength(1024, "expected a shorter text"),
);
const newPassword = v.pipe(
  v.string("expected a password"),
  v.minLength(PASSWORD_LENGTH.min, `expected at least ${PASSWORD_LENGTH.min} characters`),
  v.maxLength(PASSWORD_LENGTH.max, `expected at most ${PASSWORD_LENGTH.max} characters`),
);
const label = shortText({ min: 1, max: 80 });

/** One's own name, password, second factor and passkeys. */
export const profileRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    await sendEtag(c, "user", requireUser(c).id);
    return c.json(await profileView(c));
  })
  .get("/export", async (c) => {
    const { id, session } = requireUser(c);
    const data = await exportUser(c.env.DB, await profileView(c), {
      session,
      now: c.var.ports.now(),
    });
    c.header("content-disposition", `attachment; filename="pharos-${id}.json"`);
    return c.json(data);
  })
  .patch("/", async (c) => {
    const { name } = decode(strictObject({ name: label }), await readJson(c));
    const user = requireUser(c);
    const { id } = user;
    await saveEdit(c, {
      kind: "user",
      id,
      load: () => profileView(c),
      view: (current) => current,
      write: async (before, edit) => {
        c.var.auth.addAuditNote({ before: { name: before.name }, after: { name } });
        return (await renameUser(c.env.DB, { id, name }, edit)) ? { saved: null } : null;
      },
    });
    return c.json(await profileView(c));
  })
  // Whoever else is signed in as this person is not any more, and what they made ends, unless it is said
  // that the tokens are to stay.
  .post("/password", async (c) => {
    const given = decode(
      strictObject({
        current: passwordInput,
        password: newPassword,
        keepTokens: v.optional(v.boolean(expectedText("true or false")), false),
      }),
      await readJson(c),
    );
    const { id, session } = requireUser(c);
    await withPassword(c, () =>
      userAuthOf(c).changePassword({
        body: { currentPassword: given.current, newPassword: given.password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    const { keepTokens } = given;
    const { sessions, ...ended } = await endOtherAccess(c.env.DB, id, { session, keepTokens });
    c.var.auth.addAuditNote({ after: endedNote(ended) });
    await disconnectAll(c, [
      ...sessions.map((one) => `session:${one}`),
      ...ended.tokens.map((token) => `token:${token.id}`),
    ]);
    return c.body(null, 204);
  })
  .post("/two-factor", async (c) => {
    const { password } = decode(strictObject({ password: passwordInput }), await readJson(c));
    const response = await withPassword(c, () =>
      userAuthOf(c).enableTwoFactor({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    const { totpURI, backupCodes } = await response.json<{
      totpURI: string;
      backupCodes: string[];
    }>();
    return c.json({ uri: totpURI, recoveryCodes: backupCodes });
  })
  .post("/two-factor/confirm", async (c) => {
    const { code } = decode(strictObject({ code: passwordInput }), await readJson(c));
    const attempt = await consumeAttemptOrReject(c, requireUser(c).id);
    const accounts = getUserAuth(c.env, new URL(c.req.url).origin);
    const given = { userId: requireUser(c).id, code: code.replace(/\s/g, "") };
    if (!(await consumeTotpCode(c.env, accounts, given))) throw wrongCodeError();
    const response = await accounts.api.verifyTOTP({
      body: { code: given.code },
      headers: c.req.raw.headers,
      asResponse: true,
    });
    if (!response.ok) throw wrongCodeError();
    await attempt.refund();
    return withCookies(c, response);
  })
  .post("/two-factor/disable", async (c) => {
    const { password } = decode(strictObject({ password: passwordInput }), await readJson(c));
    const { passkeys } = await profileView(c);
    await assertSecondFactorLeft(c, passkeys.length > 0);
    const response = await withPassword(c, () =>
      userAuthOf(c).disableTwoFactor({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    return withCookies(c, response);
  })
  .post("/recovery-codes", async (c) => {
    const { password } = decode(strictObject({ password: passwordInput }), await readJson(c));
    const response = await withPassword(c, () =>
      userAuthOf(c).generateBackupCodes({
        body: { password },
        headers: c.req.raw.headers,
        asResponse: true,
      }),
    );
    const { backupCodes } = await response.json<{ backupCodes: string[] }>();
    return c.json({ recoveryCodes: backupCodes });
  })
  .post("/passkeys/options", async (c) => {
    const { id, name, email } = await profileView(c);
    await assertBelowLimit(c.var.ports, "passkey", id);
    const context = { env: c.env, url: new URL(c.req.url) };
    return c.json(await passkeyRegistrationOptions(context, { id, name, email }));
  })
  .post("/passkeys", async (c) => {
    const given = decode(
      strictObject({
        name: label,
        response: v.custom<RegistrationResponseJSON>(
          (value) => typeof (value as { id?: unknown } | null)?.id === "string",
          expectedText("the answer of a passkey"),
        ),
      }),
      await readJson(c),
    );
    const context = { env: c.env, url: new URL(c.req.url) };
    await assertBelowLimit(c.var.ports, "passkey", requireUser(c).id);
    const id = await registerPasskey(context, requireUser(c), given);
    if (id === null) throw new HttpError("invalid", "expected a new passkey, saw none of ours");
    c.var.auth.addAuditNote({ resource: given.name });
    return c.json(await profileView(c), 201);
  })
  .delete("/passkeys/:id", async (c) => {
    const id = c.req.param("id");
    const { hasTwoFactor, passkeys } = await profileView(c);
    await assertSecondFactorLeft(c, hasTwoFactor || passkeys.some((key) => key.id !== id));
    if (!(await removePasskey(c.env, requireUser(c).id, id))) throw notFound("passkey", id);
    return c.body(null, 204);
  });

const userAuthOf = (c: Context<ApiEnv>) => getUserAuth(c.env, new URL(c.req.url).origin).api;

/** Where a second factor is required, the last one stays. */
async function assertSecondFactorLeft(c: Context<ApiEnv>, isLeft: boolean): Promise<void> {
  if (isLeft || !(await isSecondFactorRequired(c.env.DB))) return;
  throw new HttpError(
    "conflict",
    "expected another second factor to be left, since one is required here: set it up first",
  );
}

export async function profileView(c: Context<ApiEnv>): Promise<ProfileView> {
  const { id } = requireUser(c);
  const [user, keys] = await Promise.all([findUser(c.env.DB, id), listPasskeys(c.env, id)]);
  if (!user) throw notFound("person", id);
  return {
    id,
    name: user.name,
    email: user.email,
    role: user.role,
    hasTwoFactor: user.twoFactorEnabled === 1,
    passkeys: keys.map((key) => ({
      id: key.id,
      name: key.name,
      createdAt: toIso(key.createdAt),
      lastUsedAt: key.lastUsedAt === null ? null : toIso(key.lastUsedAt),
    })),
  };
}

/** What needs the password again: a browser that was left open is not enough. */
async function withPassword(
  c: Context<ApiEnv>,
  action: () => Promise<Response>,
): Promise<Response> {
  const attempt = await consumeAttemptOrReject(c, requireUser(c).id);
  const response = await action();
  if (!response.ok) {
    const { code } = await response.json<{ code?: string }>();
    if (code === "TOTP_ALREADY_ENABLED") {
      throw new HttpError("conflict", "expected no second factor yet, saw one");
    }
    const message = "expected the present password, saw another";
    throw new HttpError("invalid", message, { current: message, password: message });
  }
  await attempt.refund();
  return response;
}

/** Passes the cookies on; a session that was made anew keeps its id. */
async function withCookies(c: Context<ApiEnv>, from: Response): Promise<Response> {
  for (const cookie of from.headers.getSetCookie())
    c.header("set-cookie", cookie, { append: true });
  const { session } = requireUser(c);
  const token = await sessionTokenOf(from, c.env);
  if (session !== null && token !== null) await keepSessionId(c.env.DB, token, session);
  return c.body(null, 204);
}

const wrongCodeError = () => {
  const message = "expected the code that the app shows now, saw another";
  return new HttpError("invalid", message, { code: message });
};
