import type { PageEntry } from "../ports/pages";

const UNLOCK_MS = 30 * 86_400_000;
/** How long a browser is remembered that gave the password: guesses of others do not lock it out. */
const REMEMBERED_MS = 365 * 86_400_000;
const cookieName = ({ id }: Pick<PageEntry, "id">) => `pharos_page_${id}`;

/** Signed with the page's own hash: another password ends what the old one opened. */
export async function unlockCookie(entry: PageEntry, url: URL, now: number): Promise<string> {
  const expires = String(now + UNLOCK_MS);
  const value = `${expires}.${Buffer.from(await sign(entry, expires)).toString("base64url")}`;
  const secure = url.protocol === "https:" ? "; Secure" : "";
  return `${cookieName(entry)}=${value}; Path=/; Max-Age=${REMEMBERED_MS / 1_000}; HttpOnly; SameSite=Lax${secure}`;
}

/** Whether this browser gave the page's password within the last thirty days. */
export const isUnlockedBy = async (request: Request, entry: PageEntry): Promise<boolean> =>
  ((await unlockedUntil(request, entry)) ?? 0) >= Date.now();

/** Whether this browser once gave the password that the page still has. */
export const wasUnlockedBy = async (request: Request, entry: PageEntry): Promise<boolean> =>
  (await unlockedUntil(request, entry)) !== null;

async function unlockedUntil(request: Request, entry: PageEntry): Promise<number | null> {
  if (entry.passwordHash === null) return null;
  const value = readPlainCookie(request, cookieName(entry));
  const [expires, signature] = value?.split(".", 2) ?? [];
  if (!expires || !signature || !/^\d{1,16}$/.test(expires)) return null;
  const given = Buffer.from(signature, "base64url");
  const isOurs = await crypto.subtle.verify("HMAC", await key(entry), given, bytes(expires));
  return isOurs ? Number(expires) : null;
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
