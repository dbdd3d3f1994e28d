import type { Instant } from "../domain/instant";

export const ADMIN_SESSION_COOKIE = "pharos_session";
const ADMIN_SESSION_MS = 30 * 86_400_000;

/** `<expires>.<signature>`, signed with a key made from the token: a new token ends all sessions. */
export async function issueAdminSession(token: string, now: Instant): Promise<string> {
  const expires = String(now + ADMIN_SESSION_MS);
  const signature = await crypto.subtle.sign("HMAC", await importSigningKey(token), bytes(expires));
  return `${expires}.${Buffer.from(signature).toString("base64url")}`;
}

export async function verifyAdminSession(
  session: string,
  token: string,
  now: Instant,
): Promise<boolean> {
  const [expires, signature] = session.split(".", 2);
  if (!expires || !signature || !/^\d{1,16}$/.test(expires) || Number(expires) < now) return false;
  const given = Buffer.from(signature, "base64url");
  return crypto.subtle.verify("HMAC", await importSigningKey(token), given, bytes(expires));
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
