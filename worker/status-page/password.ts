import type { PageEntry } from "../ports/pages";

const UNLOCK_MS = 30 * 86_400_000;
const cookieName = ({ id }: Pick<PageEntry, "id">) => `pharos_page_${id}`;

/** Signed with the page's own hash: another password ends what the old one opened. */
export async function unlockCookie(entry: PageEntry, url: URL, now: number): Promise<string> {
  const expires = String(now + UNLOCK_MS);
  const value = `${expires}.${Buffer.from(await sign(entry, expires)).toString("base64url")}`;
  const secure = url.protocol === "https:" ? "; Secure" : "";
  return `${cookieName(entry)}=${value}; Path=/; Max-Age=${UNLOCK_MS / 1_000}; HttpOnly; SameSite=Lax${secure}`;
}

/** Whether whoever asks has given the page's password. */
export async function isUnlockedBy(request: Request, entry: PageEntry): Promise<boolean> {
  if (entry.passwordHash === null) return false;
  const value = readPlainCookie(request, cookieName(entry));
  const [expires, signature] = value?.split(".", 2) ?? [];
  if (!expires || !signature || !/^\d{1,16}$/.test(expires)) return false;
  if (Number(expires) < Date.now()) return false;
  const given = Buffer.from(signature, "base64url");
  return crypto.subtle.verify("HMAC", await key(entry), given, bytes(expires));
}

export const readPlainCookie = (request: Request, name: string): string | null =>
  (request.headers.get("cookie") ?? "")
    .split(";")
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null;

const sign = async (entry: PageEntry, expires: string): Promise<ArrayBuffer> =>
  crypto.subtle.sign("HMAC", await key(entry), bytes(expires));

const key = ({ id, passwordHash }: PageEntry): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    "raw",
    bytes(`pharos page ${id}\n${passwordHash ?? ""}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );

const bytes = (text: string) => new TextEncoder().encode(text);
