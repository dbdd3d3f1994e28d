import { nanoid } from "nanoid";

const LENGTH = 12;

/**
 * A new public id. With an `Idempotency-Key` it follows from the key, so that a request sent twice
 * names the same thing and the second one finds it.
 */
export async function newId(kind: string, idempotencyKey: string | undefined): Promise<string> {
  if (!idempotencyKey) return nanoid(LENGTH);
  const bytes = new TextEncoder().encode(`${kind}\n${idempotencyKey}`);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Buffer.from(digest).toString("base64url").slice(0, 16);
}
