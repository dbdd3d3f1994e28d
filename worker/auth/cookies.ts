import type { Env } from "../env";
import { keyMaterial } from "../secrets/encryption";
import { cookieSecret, USER_SESSION_COOKIE, USER_SESSION_SECONDS } from "./better-auth";

/** A cookie of ours by its plain name, with or without the prefix that https brings. */
export function readCookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    const key = pair.slice(0, at).trim();
    if (at > 0 && (key === name || key === `__Host-${name}`)) return pair.slice(at + 1).trim();
  }
  return null;
}

/** The token of the session that an answer makes; null where it makes none. */
export function sessionTokenOf(response: Response, env: Env): Promise<string | null> {
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return userSessionToken(new Request("https://own", { headers: { cookie } }), env);
}

/** The same request, as if nobody were signed in. */
export function withoutSession(headers: Headers): Headers {
  const others = (headers.get("cookie") ?? "")
    .split(";")
    .filter((pair) => !/^\s*(__Host-)?pharos_person\s*=/.test(pair));
  const changed = new Headers(headers);
  changed.set("cookie", others.join(";"));
  return changed;
}

/** The token of a person's session. */
export const userSessionToken = (request: Request, env: Env): Promise<string | null> =>
  readSignedCookie(request, env, USER_SESSION_COOKIE);

/** What a cookie of better-auth says, if its signature is ours: no query is made for what is not. */
export async function readSignedCookie(
  request: Request,
  env: Env,
  name: string,
): Promise<string | null> {
  const given = readCookie(request, name);
  const [root] = keyMaterial(env);
  if (given === null || root === undefined) return null;
  const value = decodeValue(given);
  const at = value.lastIndexOf(".");
  if (at < 1) return null;
  const token = value.slice(0, at);
  const signature = Buffer.from(value.slice(at + 1), "base64");
  const isOurs = await crypto.subtle.verify(
    "HMAC",
    await importSigningKey(root),
    signature,
    bytes(token),
  );
  return isOurs ? token : null;
}

/** The same cookie as better-auth makes it, for the doors that are ours: passkeys. */
export async function userSessionCookie(token: string, env: Env, url: URL): Promise<string> {
  const [root = ""] = keyMaterial(env);
  const signature = await crypto.subtle.sign("HMAC", await importSigningKey(root), bytes(token));
  const value = encodeURIComponent(`${token}.${Buffer.from(signature).toString("base64")}`);
  return serializeCookie(value, url, USER_SESSION_SECONDS);
}

export const clearUserSessionCookie = (url: URL): string => serializeCookie("", url, 0);

function serializeCookie(value: string, url: URL, maxAge: number): string {
  const isSecure = url.protocol === "https:";
  const name = isSecure ? `__Host-${USER_SESSION_COOKIE}` : USER_SESSION_COOKIE;
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}

function decodeValue(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}

const importSigningKey = (root: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    bytes(cookieSecret(root)),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const bytes = (text: string) => new TextEncoder().encode(text);
