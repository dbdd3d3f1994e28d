import { PUSH_KEYS } from "./push-keys";

/** RFC 8291 and 8188: what a browser with these keys reads. */
export async function decryptPush(body: Buffer): Promise<string> {
  const salt = body.subarray(0, 16);
  const length = body[20]!;
  const senderKey = body.subarray(21, 21 + length);
  const cipher = body.subarray(21 + length);
  const ours = bytes(PUSH_KEYS.client.p256dh);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const [x, y] = [ours.subarray(1, 33), ours.subarray(33)].map((part) =>
    part.toString("base64url"),
  );
  const jwk = { kty: "EC", crv: "P-256", x: x!, y: y!, d: PUSH_KEYS.clientPrivate };
  const secretKey = await crypto.subtle.importKey("jwk", jwk, curve, false, ["deriveBits"]);
  const other = await crypto.subtle.importKey("raw", senderKey, curve, false, []);
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: other } as unknown as SubtleCryptoDeriveKeyAlgorithm,
    secretKey,
    256,
  );
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ours, senderKey]);
  const ikm = await derive(Buffer.from(shared), bytes(PUSH_KEYS.client.auth), info, 32);
  const key = await derive(ikm, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = await derive(ikm, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, aes, cipher);
  const text = Buffer.from(plain);
  return text.subarray(0, text.lastIndexOf(2)).toString();
}

async function derive(from: Buffer, salt: Buffer, info: Buffer, length: number): Promise<Buffer> {
  const key = await crypto.subtle.importKey("raw", from, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return Buffer.from(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
