import {
  MISSING_KEY_MESSAGE,
  keyMaterial,
  DecryptionError,
  type EncryptionKeys,
} from "./encryption";

/** What is stored of a token that is only ever compared: SHA-256, for tokens are long and random. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Buffer.from(digest).toString("base64url");
}

/** The same of what could be guessed, such as a mail address: nobody tries guesses without the key. */
export async function keyedHash(text: string, keys: EncryptionKeys): Promise<string> {
  const [secret] = keyMaterial(keys);
  if (secret === undefined) throw new DecryptionError(MISSING_KEY_MESSAGE);
  const bytes = (of: string) => new TextEncoder().encode(of);
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(`pharos digest\n${secret}`),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return Buffer.from(await crypto.subtle.sign("HMAC", key, bytes(text))).toString("base64url");
}
