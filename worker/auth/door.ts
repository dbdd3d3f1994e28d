import type { Actor } from "../domain/authority";
import type { Env } from "../env";
import { SESSION_COOKIE, verifySession } from "./session";

/** Whether there is a door at all, and who comes through it: by what the browser sends by itself? */
export type Identity =
  { kind: "closed"; message: string } | { kind: "known"; actor: Actor; by: "cookie" | "header" };

const MIN_TOKEN_LENGTH = 32;

/** The one place that tells who asks. Without a usable token nobody comes in, ever. */
export async function identify(request: Request, env: Env): Promise<Identity> {
  const token = adminToken(env);
  if (token === null) return { kind: "closed", message: CLOSED };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) return known(await isSame(bearer, token), "header");
  const session = readCookie(request, SESSION_COOKIE);
  return known(session !== null && (await verifySession(session, token, Date.now())), "cookie");
}

const known = (isAdmin: boolean, by: "cookie" | "header"): Identity => ({
  kind: "known",
  actor: { kind: isAdmin ? "admin" : "stranger" },
  by,
});

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

/**
 * Cookies travel with requests that other sites cause: whatever writes or listens with one needs our
 * own Origin. A door that makes a session needs that no other site's page knocks.
 */
export function isForeign(request: Request, at: "cookie" | "door"): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && request.headers.get("upgrade") === null) return false;
  const origin = request.headers.get("origin");
  if (origin === null && at === "door") return request.headers.has("cookie");
  return origin !== new URL(request.url).origin;
}

function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (value !== undefined && (key === name || key === `__Host-${name}`)) return value;
  }
  return null;
}
