import type { Env } from "../env";
import { SESSION_COOKIE, verifySession } from "./session";

/** Who asks. Later there will be people with roles; for now there is the owner. */
export type Actor = { role: "owner"; by: "token" | "session" };

/** Whether there is a door at all, and who comes through it. */
export type Admission =
  | { kind: "closed"; message: string }
  | { kind: "stranger" }
  /** A browser that another origin's page may have sent. */
  | { kind: "foreign" }
  | { kind: "actor"; actor: Actor };

const MIN_TOKEN_LENGTH = 32;

/** The one place that decides who asks. Without a usable token nobody comes in, ever. */
export async function admit(request: Request, env: Env): Promise<Admission> {
  const token = adminToken(env);
  if (token === null) return { kind: "closed", message: CLOSED };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) {
    return (await isSame(bearer, token))
      ? { kind: "actor", actor: { role: "owner", by: "token" } }
      : { kind: "stranger" };
  }
  const session = readCookie(request, SESSION_COOKIE);
  if (session === null || !(await verifySession(session, token, Date.now()))) {
    return { kind: "stranger" };
  }
  return isForeign(request)
    ? { kind: "foreign" }
    : { kind: "actor", actor: { role: "owner", by: "session" } };
}

export const adminToken = ({ ADMIN_TOKEN: token }: Env): string | null =>
  token !== undefined && token.length >= MIN_TOKEN_LENGTH ? token : null;

export const CLOSED = `expected the secret ADMIN_TOKEN with at least ${MIN_TOKEN_LENGTH} characters; set it with "npx wrangler secret put ADMIN_TOKEN", or in .dev.vars on a laptop, and start again`;

/** Compares digests, so that the time it takes says nothing about the token. */
export async function isSame(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return crypto.subtle.timingSafeEqual(a, b);
}

const digest = (text: string): Promise<ArrayBuffer> =>
  crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

/** A cookie travels with requests that other sites cause: writes and sockets need our own Origin. */
function isForeign(request: Request): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && request.headers.get("upgrade") === null) return false;
  return request.headers.get("origin") !== new URL(request.url).origin;
}

function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (value !== undefined && (key === name || key === `__Host-${name}`)) return value;
  }
  return null;
}
