import type { Actor } from "../domain/permissions";
import type { Env } from "../env";
import { hashToken } from "../secrets/hash";
import { findSession, hasUsers, touchSession } from "../store/users";
import { touchAdminSession } from "../store/admin-sessions";
import { findToken, touchToken } from "../store/tokens";
import { ACCESS_HEADER, accessActor } from "./cloudflare-access";
import { userSessionToken } from "./cookies";
import { adminCredentialId, readAdminSession } from "./admin-session";
import {
  adminToken,
  keyProblem,
  oidcSettings,
  SETUP_REQUIRED,
  settingsProblem,
  withholdProblem,
} from "./settings";

/** Whether there is a door at all, and who comes through it: by what the browser sends by itself? */
export type AuthResult =
  | { kind: "disabled"; message: string }
  | { kind: "authenticated"; actor: Actor; by: "cookie" | "header" };

/** What we hand out begins so, that scanners of secrets may know it. */
export const TOKEN_PREFIX = "pharos_";

const TOUCH_INTERVAL_MS = 5 * 60_000;

/**
 * The one place that tells who asks, once for each page that is shown: `moment` is what all of its
 * questions have in common. Wrong settings let nobody in.
 */
export function authenticate(
  request: Request,
  env: Env,
  moment: object = request,
): Promise<AuthResult> {
  const asked = cachedResults.get(moment) ?? new Map<string, Promise<AuthResult>>();
  cachedResults.set(moment, asked);
  const given = ["authorization", "cookie", ACCESS_HEADER].map((name) => request.headers.get(name));
  const key = JSON.stringify(given);
  const identity = asked.get(key) ?? authenticateRequest(request, env);
  asked.set(key, identity);
  return identity;
}

const cachedResults = new WeakMap<object, Map<string, Promise<AuthResult>>>();

async function authenticateRequest(request: Request, env: Env): Promise<AuthResult> {
  const problem = settingsProblem(env);
  if (problem !== null) return { kind: "disabled", message: withholdProblem(problem) };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const identity =
    bearer === undefined
      ? ((await byCookie(request, env)) ?? (await byAccess(request, env)))
      : await byBearer(bearer, env);
  if (identity) return { kind: "authenticated", ...identity };
  if (adminToken(env) === null) {
    const isSetUp = await hasUsers(env.DB);
    const unusable = keyProblem(env);
    if (isSetUp && unusable !== null)
      return { kind: "disabled", message: withholdProblem(unusable) };
    if (!isSetUp) return { kind: "disabled", message: unusable ?? SETUP_REQUIRED };
  }
  return { kind: "authenticated", actor: { kind: "stranger" }, by: "header" };
}

type Authenticated = { actor: Actor; by: "cookie" | "header" } | null;

async function byBearer(bearer: string, env: Env): Promise<Authenticated> {
  const admin = adminToken(env);
  if (admin !== null && (await isTimingSafeEqual(bearer, admin))) {
    return { actor: { kind: "admin" }, by: "header" };
  }
  if (!bearer.startsWith(TOKEN_PREFIX)) return null;
  const now = Date.now();
  const credentialId = admin === null ? null : await adminCredentialId(admin);
  const token = await findToken(env.DB, await hashToken(bearer), { now, credentialId });
  if (!token) return null;
  if (now - (token.lastUsedAt ?? 0) > TOUCH_INTERVAL_MS) await touchToken(env.DB, token.id, now);
  const { id, name, scopes, expiresAt } = token;
  return { actor: { kind: "token", id, name, scopes, expiresAt }, by: "header" };
}

async function byCookie(request: Request, env: Env): Promise<Authenticated> {
  const token = await userSessionToken(request, env);
  const now = Date.now();
  const provider = oidcSettings(env)?.issuer ?? null;
  const session = token === null ? null : await findSession(env.DB, token, { now, provider });
  if (session) {
    if (now - session.seenAt > TOUCH_INTERVAL_MS)
      await touchSession(env.DB, session.sessionId, now);
    const { id, name, role, sessionId, expiresAt } = session;
    const needsSecondFactor = session.needsSecondFactor === 1;
    return {
      actor: { kind: "person", id, name, role, session: sessionId, expiresAt, needsSecondFactor },
      by: "cookie",
    };
  }
  const admin = await readAdminSession(request, env, now);
  if (!admin) return null;
  if (now - admin.seenAt > TOUCH_INTERVAL_MS) await touchAdminSession(env.DB, admin.id, now);
  const { id, expiresAt } = admin;
  return { actor: { kind: "admin", session: id, expiresAt }, by: "cookie" };
}

/** Access puts its header on whatever the browser sends: it counts as a cookie does. */
async function byAccess(request: Request, env: Env): Promise<Authenticated> {
  const actor = await accessActor(request, env);
  return actor && { actor, by: "cookie" };
}

/** Compares digests, so that the time it takes says nothing about the token. */
export async function isTimingSafeEqual(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return crypto.subtle.timingSafeEqual(a, b);
}

const digest = (text: string): Promise<ArrayBuffer> =>
  crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

/**
 * Cookies travel with requests that other sites cause: whatever writes or listens with one needs our
 * own Origin. A sign-in must not come from a page of another site either.
 */
export function isCrossOrigin(request: Request, at: "cookie" | "sign-in"): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && request.headers.get("upgrade") === null) return false;
  const origin = request.headers.get("origin");
  if (origin === null && at === "sign-in") return request.headers.has("cookie");
  return origin !== new URL(request.url).origin;
}
