import * as v from "valibot";
import { SUBSCRIPTION_BOUNDS as BOUNDS, type PushKeys } from "../domain/pages/subscription";

/** So many bytes in base64url, without padding. */
const bytes = (count: number) =>
  v.pipe(v.string(), v.regex(/^[\w-]+$/), v.length(Math.ceil((count * 4) / 3)));

/** An uncompressed point of P-256, and half as long what is secret of it. */
const POINT = 65;
const SCALAR = 32;

const subscriptionSchema = v.strictObject({
  endpoint: v.pipe(v.string(), v.maxLength(BOUNDS.address.max), v.startsWith("https://")),
  p256dh: bytes(POINT),
  auth: bytes(16),
  publicKey: bytes(POINT),
  privateKey: bytes(SCALAR),
});

/** A browser that asks to be pushed to, by a pair of keys that it made itself; null of what is none. */
export async function parsePushSubscription(
  text: string,
): Promise<{ address: string; keys: PushKeys } | null> {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), subscriptionSchema), text);
  if (!read.success) return null;
  const { endpoint, ...keys } = read.output;
  return (await areValidKeys(keys)) ? { address: endpoint, keys } : null;
}

/** Points lie on the curve, and what is signed with the one is verified with the other. */
async function areValidKeys({ p256dh, publicKey, privateKey }: PushKeys): Promise<boolean> {
  const raw = (text: string) => Buffer.from(text, "base64url");
  const signing = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const point = raw(publicKey);
  const [x, y] = [point.subarray(1, 1 + SCALAR), point.subarray(1 + SCALAR)];
  const jwk = { kty: "EC", crv: "P-256", x: encoded(x), y: encoded(y), d: privateKey };
  try {
    await crypto.subtle.importKey("raw", raw(p256dh), { ...signing, name: "ECDH" }, false, []);
    const own = await crypto.subtle.importKey("jwk", jwk, signing, false, ["sign"]);
    const shown = await crypto.subtle.importKey("raw", point, signing, false, ["verify"]);
    const signature = await crypto.subtle.sign(signing, own, point);
    return await crypto.subtle.verify(signing, shown, signature, point);
  } catch {
    // What a stranger sent is no key: that is what was asked.
    return false;
  }
}

const encoded = (data: Buffer): string => data.toString("base64url");
