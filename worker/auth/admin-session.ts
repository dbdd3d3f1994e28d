import { nanoid } from "nanoid";
import type { Instant } from "../domain/instant";
import type { Env } from "../env";
import { endAdminSessions, findAdminSession, insertAdminSession } from "../store/admin-sessions";
import { hashToken } from "../secrets/hash";
import { readCookie } from "./cookies";
import { adminToken } from "./settings";

export const ADMIN_SESSION_COOKIE = "pharos_session";
const ADMIN_SESSION_MS = 30 * 86_400_000;

/** Which ADMIN_TOKEN is set, without saying it: what was made by it ends with it. */
export const adminCredentialId = async (token: string): Promise<string> =>
  `admin:${(await hashToken(`pharos admin\n${token}`)).slice(0, 16)}`;

/** A session that is listed and can be ended; its cookie is signed with a key made from the token. */
export async function issueAdminSession(
  request: Request,
  db: D1Database,
  { token, now }: { token: string; now: Instant },
): Promise<string> {
  const id = nanoid(24);
  await insertAdminSession(db, {
    id,
    credentialId: await adminCredentialId(token),
    createdAt: now,
    seenAt: now,
    expiresAt: now + ADMIN_SESSION_MS,
    address: request.headers.get("cf-connecting-ip"),
    agent: request.headers.get("user-agent")?.slice(0, 300) ?? null,
  });
  const signature = await crypto.subtle.sign("HMAC", await importSigningKey(token), bytes(id));
  return `${id}.${Buffer.from(signature).toString("base64url")}`;
}

/** The session that a cookie carries; null where it is none of ours, over or ended. */
export async function readAdminSession(request: Request, env: Env, now: Instant) {
  const id = await signedSessionId(request, env);
  return id === null ? null : findAdminSession(env.DB, id, now);
}

/** Ends the session of a cookie; null where there was none. */
export async function endAdminSessionOf(request: Request, env: Env): Promise<string | null> {
  const id = await signedSessionId(request, env);
  if (id === null) return null;
  const [ended] = await endAdminSessions(env.DB, { only: id });
  return ended ?? null;
}

/** What our key has signed: no query is made for anything else. */
async function signedSessionId(request: Request, env: Env): Promise<string | null> {
  const token = adminToken(env);
  const [id, signature] = (readCookie(request, ADMIN_SESSION_COOKIE) ?? "").split(".", 2);
  if (token === null || !id || !signature) return null;
  const given = Buffer.from(signature, "base64url");
  const key = await importSigningKey(token);
  return (await crypto.subtle.verify("HMAC", key, given, bytes(id))) ? id : null;
}

/** The prefix `__Host-` needs https; on a laptop the cookie goes without. */
export function adminSessionCookie(session: string, url: URL): string {
  const isSecure = url.protocol === "https:";
  const name = isSecure ? `__Host-${ADMIN_SESSION_COOKIE}` : ADMIN_SESSION_COOKIE;
  const maxAge = session === "" ? 0 : ADMIN_SESSION_MS / 1000;
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${session}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

const importSigningKey = (token: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    bytes(`pharos session\n${token}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const bytes = (text: string) => new TextEncoder().encode(text);
