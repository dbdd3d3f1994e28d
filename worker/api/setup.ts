import { Hono, type Context } from "hono";
import { nanoid } from "nanoid";
import * as v from "valibot";
import { getUserAuth, PASSWORD_LENGTH } from "../auth/better-auth";
import { adminCredentialId } from "../auth/admin-session";
import { isTimingSafeEqual } from "../auth/authenticate";
import {
  adminToken,
  keyProblem,
  oidcSettings,
  settingsProblem,
  withholdProblem,
  setupToken,
} from "../auth/settings";
import type { SignInOptions } from "../protocol/users";
import { hashToken } from "../secrets/hash";
import { findInvitation } from "../store/invitations";
import { recoverUser } from "../store/user-changes";
import { createOwner, createInvitedUser, hasUsers, type NewUser } from "../store/users";
import type { ApiEnv } from "./context";
import { HttpError } from "./errors";
import { decode, strictObject, expectedText, readJson, shortText } from "./input";
import { disconnectAll } from "./actor";
import { consumeAttemptOrReject } from "./session";
import { endedNote } from "./users";

const secret = v.pipe(
  v.string(expectedText("the token")),
  v.trim(),
  v.maxLength(200, "expected the token"),
);
const name = shortText({ min: 1, max: 80 });
const email = v.pipe(
  v.string(expectedText("an e-mail address")),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(200, "expected an e-mail address of at most 200 characters"),
  v.email("expected an e-mail address"),
);
/** Never shown again, whatever is wrong with it. */
const password = v.pipe(
  v.string("expected a password"),
  v.minLength(PASSWORD_LENGTH.min, `expected at least ${PASSWORD_LENGTH.min} characters`),
  v.maxLength(PASSWORD_LENGTH.max, `expected at most ${PASSWORD_LENGTH.max} characters`),
);
const ownerSchema = strictObject({ token: secret, name, email, password });
const acceptSchema = strictObject({ token: secret, name: v.optional(name), password });

/** The first person: once, by the set-up token, whoever else tries at the same moment. */
export const setupRoutes = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const hasAnyUsers = await hasUsers(c.env.DB);
    const view: SignInOptions = {
      isSetup: !hasAnyUsers && setupToken(c.env) !== null,
      people: hasAnyUsers,
      adminToken: adminToken(c.env) !== null,
      oidc: oidcSettings(c.env)?.name ?? null,
    };
    return c.json(view);
  })
  .post("/", async (c) => {
    const problem = settingsProblem(c.env) ?? keyProblem(c.env);
    if (problem !== null) throw new HttpError("unavailable", withholdProblem(problem));
    const known = setupToken(c.env);
    if (known === null)
      throw new HttpError("unavailable", "expected the secret SETUP_TOKEN to be set");
    if (await hasUsers(c.env.DB)) throw setupCompleteError();
    const given = decode(ownerSchema, await readJson(c));
    const attempt = await consumeAttemptOrReject(c, null);
    if (!(await isTimingSafeEqual(given.token, known))) {
      const message = "expected the set-up token, saw another text";
      throw new HttpError("unauthenticated", message, { token: message });
    }
    await attempt.refund();
    const user = await toNewUser(c, { ...given, role: "owner" });
    if (!(await createOwner(c.env.DB, user, c.var.ports.now()))) throw setupCompleteError();
    auditUserCreated(c, user);
    return signInNewUser(c, user.email, given.password);
  });

/** Whoever holds an invitation's link. */
export const invitationAcceptRoutes = new Hono<ApiEnv>()
  .post("/preview", async (c) => {
    const { token } = decode(strictObject({ token: secret }), await readJson(c));
    const found = await findOpenInvitation(c, token);
    return c.json({
      email: found.email,
      role: found.role,
      isRecovery: found.recoveredUserId !== null,
    });
  })
  .post("/accept", async (c) => {
    const given = decode(acceptSchema, await readJson(c));
    const found = await findOpenInvitation(c, given.token);
    const digest = await hashToken(given.token);
    const now = c.var.ports.now();
    if (found.recoveredUserId === null) {
      const user = await toNewUser(c, {
        name: given.name ?? found.email,
        email: found.email,
        role: found.role,
        password: given.password,
      });
      if (!(await createInvitedUser(c.env.DB, user, digest, now))) throw invitationExpiredError();
      auditUserCreated(c, user);
    } else {
      const userId = found.recoveredUserId;
      const passwordHash = await hashPassword(c, given.password);
      const claim = nanoid(16);
      const ended = await recoverUser(c.env.DB, { userId, passwordHash, digest, claim }, now);
      if (!ended) throw invitationExpiredError();
      const tokens = ended.tokens.map(({ id }) => `token:${id}`);
      await disconnectAll(c, [`person:${userId}`, ...tokens]);
      c.var.auth.addAuditNote({
        after: endedNote(ended),
        actor: { kind: "person", id: userId, name: found.email, role: found.role, session: null },
      });
    }
    return signInNewUser(c, found.email, given.password);
  });

async function findOpenInvitation(c: Context<ApiEnv>, token: string) {
  const attempt = await consumeAttemptOrReject(c, null);
  const admin = adminToken(c.env);
  const found = await findInvitation(c.env.DB, await hashToken(token), {
    now: c.var.ports.now(),
    credentialId: admin === null ? null : await adminCredentialId(admin),
  });
  if (!found) throw invitationExpiredError();
  await attempt.refund();
  return found;
}

const hashPassword = async (c: Context<ApiEnv>, given: string): Promise<string> =>
  (await getUserAuth(c.env, new URL(c.req.url).origin).$context).password.hash(given);

async function toNewUser(
  c: Context<ApiEnv>,
  given: Omit<NewUser, "id" | "passwordHash"> & { password: string },
): Promise<NewUser> {
  const { name: userName, email: address, role } = given;
  return {
    id: nanoid(12),
    name: userName,
    email: address,
    role,
    passwordHash: await hashPassword(c, given.password),
  };
}

function auditUserCreated(
  c: Context<ApiEnv>,
  { id, name: userName, email: address, role }: NewUser,
): void {
  c.var.auth.addAuditNote({
    actor: { kind: "person", id, name: userName, role, session: null },
    resource: address,
    after: { name: userName, email: address, role },
  });
}

async function signInNewUser(
  c: Context<ApiEnv>,
  address: string,
  given: string,
): Promise<Response> {
  const response = await getUserAuth(c.env, new URL(c.req.url).origin).api.signInEmail({
    body: { email: address, password: given },
    headers: c.req.raw.headers,
    asResponse: true,
  });
  for (const cookie of response.headers.getSetCookie()) {
    c.header("set-cookie", cookie, { append: true });
  }
  return c.body(null, 204);
}

const setupCompleteError = () =>
  new HttpError("conflict", "expected nobody to be here yet, saw somebody: sign in");
const invitationExpiredError = () =>
  new HttpError("not_found", "expected an open invitation, saw one that is used, over or none");
