import type { Instant } from "../domain/instant";

export const SESSION_COOKIE = "pharos_session";
const LASTS_MS = 30 * 86_400_000;

/** `<expires>.<signature>`, signed with a key made from the token: a new token ends all sessions. */
export async function issueSession(token: string, now: Instant): Promise<string> {
  const expires = String(now + LASTS_MS);
  const signature = await crypto.subtle.sign("HMAC", await sessionKey(token), bytes(expires));
  return `${expires}.${Buffer.from(signature).toString("base64url")}`;
}

export async function verifySession(
  session: string,
  token: string,
  now: Instant,
): Promise<boolean> {
  const [expires, signature] = session.split(".", 2);
  if (!expires || !signature || !/^\d{1,16}$/.test(expires) || Number(expires) < now) return false;
  const given = Buffer.from(signature, "base64url");
  return crypto.subtle.verify("HMAC", await sessionKey(token), given, bytes(expires));
}

/** The prefix `__Host-` needs https; on a laptop the cookie goes without. */
export function sessionCookie(session: string, url: URL): string {
  const isSecure = url.protocol === "https:";
  const name = isSecure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE;
  const maxAge = session === "" ? 0 : LASTS_MS / 1000;
  const secure = isSecure ? "; Secure" : "";
  return `${name}=${session}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

const sessionKey = (token: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    bytes(`pharos session\n${token}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const bytes = (text: string) => new TextEncoder().encode(text);
