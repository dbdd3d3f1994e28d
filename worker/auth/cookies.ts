import type { Env } from "../env";
import { rootSecrets } from "../sealing/seal";
import { cookieSecret, PERSON_COOKIE, SESSION_SECONDS } from "./accounts";

/** A cookie of ours by its plain name, with or without the prefix that https brings. */
export function readCookie(request: Request, name: string): string | null {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    const key = part.slice(0, at).trim();
    if (at > 0 && (key === name || key === `__Host-${name}`)) return part.slice(at + 1).trim();
  }
  return null;
}

/** The token of a person's session, if its signature is ours: no query is made for what is not. */
export async function sessionToken(request: Request, env: Env): Promise<string | null> {
  const given = readCookie(request, PERSON_COOKIE);
  const [root] = rootSecrets(env);
  if (given === null || root === undefined) return null;
  const value = decoded(given);
  const at = value.lastIndexOf(".");
  if (at < 1) return null;
  const token = value.slice(0, at);
  const signature = Buffer.from(value.slice(at + 1), "base64");
  const isOurs = await crypto.subtle.verify("HMAC", await key(root), signature, bytes(token));
  return isOurs ? token : null;
}

/** The same cookie as better-auth makes it, for the doors that are ours: passkeys. */
export async function personCookie(token: string, env: Env, url: URL): Promise<string> {
  const [root = ""] = rootSecrets(env);
  const signature = await crypto.subtle.sign("HMAC", await key(root), bytes(token));
  const value = encodeURIComponent(`${token}.${Buffer.from(signature).toString("base64")}`);
  return cookieLine(value, url, SESSION_SECONDS);
}

export const noPersonCookie = (url: URL): string => cookieLine("", url, 0);

function cookieLine(value: string, url: URL, maxAge: number): string {
  const isSecure = url.protocol === "https:";
  const name = isSecure ? `__Host-${PERSON_COOKIE}` : PERSON_COOKIE;
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return "";
  }
}

const key = (root: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    bytes(cookieSecret(root)),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const bytes = (text: string) => new TextEncoder().encode(text);
