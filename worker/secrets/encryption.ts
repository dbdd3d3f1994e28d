import type { Env } from "../env";

/**
 * Secrets at rest: AES-GCM under a key that is not in the database. What is sealed names its key by
 * a few bytes, so that what was sealed under an older one is still opened.
 */
export type EncryptionKeys = Pick<
  Env,
  "ENCRYPTION_KEY" | "ENCRYPTION_KEY_PREVIOUS" | "ADMIN_TOKEN"
>;

const PREFIX = "encrypted:1:";
const IV_BYTES = 12;
export const MIN_KEY_LENGTH = 32;

/** The keys do not open this: it was sealed under one that is no longer given. */
export class DecryptionError extends Error {
  override name = "DecryptionError";
}

/** Seals a text under the current key, whatever it looks like. */
export async function encrypt(text: string, keys: EncryptionKeys): Promise<string> {
  const [current] = await keyRing(keys);
  if (!current) throw new DecryptionError(MISSING_KEY_MESSAGE);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, current.key, bytes(text));
  return `${PREFIX}${current.id}:${base64(iv)}:${base64(new Uint8Array(ciphertext))}`;
}

/** The text that was sealed. What was stored before there were keys comes back as it is. */
export async function decrypt(stored: string, keys: EncryptionKeys): Promise<string> {
  if (!stored.startsWith(PREFIX)) return stored;
  const [id, iv, ciphertext] = stored.slice(PREFIX.length).split(":");
  const found = (await keyRing(keys)).find((one) => one.id === id);
  if (!found) throw new DecryptionError(`no key opens this: expected the key ${id ?? ""}`);
  try {
    const data = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: Buffer.from(iv ?? "", "base64url") },
      found.key,
      Buffer.from(ciphertext ?? "", "base64url"),
    );
    return new TextDecoder().decode(data);
  } catch {
    throw new DecryptionError("this was changed since it was sealed");
  }
}

/** Whether a stored text is to be sealed anew: it never was, or under an older key. */
export async function usesPreviousKey(stored: string, keys: EncryptionKeys): Promise<boolean> {
  const [current] = await keyRing(keys);
  return current !== undefined && !stored.startsWith(`${PREFIX}${current.id}:`);
}

/** The secrets that keys are made from, the current one first. Without ENCRYPTION_KEY it is ADMIN_TOKEN. */
export function keyMaterial(keys: EncryptionKeys): string[] {
  const previous = (keys.ENCRYPTION_KEY_PREVIOUS ?? "").split(",");
  const given = [keys.ENCRYPTION_KEY, ...previous, keys.ADMIN_TOKEN];
  const usable = given.map((secret) => secret?.trim() ?? "");
  return [...new Set(usable.filter((secret) => secret.length >= MIN_KEY_LENGTH))];
}

export const MISSING_KEY_MESSAGE = `expected the secret ENCRYPTION_KEY with at least ${MIN_KEY_LENGTH} characters, or ADMIN_TOKEN, which stands in for it; set it with "npx wrangler secret put ENCRYPTION_KEY", or in .dev.vars on a laptop, and start again`;

type DerivedKey = { id: string; key: CryptoKey };

const keyRing = (keys: EncryptionKeys): Promise<DerivedKey[]> =>
  Promise.all(keyMaterial(keys).map(deriveOnce));

/** Deriving costs more than opening; there are a few secrets in the life of an isolate. */
const derivedKeys = new Map<string, Promise<DerivedKey>>();

function deriveOnce(secret: string): Promise<DerivedKey> {
  const known = derivedKeys.get(secret) ?? derive(secret);
  derivedKeys.set(secret, known);
  return known;
}

async function derive(secret: string): Promise<DerivedKey> {
  const root = await crypto.subtle.importKey("raw", bytes(secret), "HKDF", false, [
    "deriveKey",
    "deriveBits",
  ]);
  const use = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: bytes(info),
  });
  const id = await crypto.subtle.deriveBits(use("pharos key id"), root, 48);
  const key = await crypto.subtle.deriveKey(
    use("pharos at rest"),
    root,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
  return { id: base64(new Uint8Array(id)), key };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (data: Uint8Array) => Buffer.from(data).toString("base64url");
