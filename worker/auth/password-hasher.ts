import { DurableObject } from "cloudflare:workers";
import { scrypt, timingSafeEqual } from "node:crypto";
import type { Env } from "../env";
import type { PasswordHasherRpc } from "../ports/durable-objects";

/** OWASP's parameters. They take about 80 ms of CPU, which the Worker's own invocation does not have. */
const SCRYPT_COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_LENGTH = 32;

/** Hashes passwords outside the request that brings them. It stores nothing. */
export class PasswordHasher extends DurableObject<Env> implements PasswordHasherRpc {
  async hash(password: string): Promise<string> {
    const salt = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
    const key = await deriveKey(password, salt);
    return `scrypt:${SCRYPT_COST.N}:${SCRYPT_COST.r}:${SCRYPT_COST.p}:${salt.toString("base64url")}:${key.toString("base64url")}`;
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const [, N, r, p, salt = "", key = ""] = hash.split(":");
    // What it was made with: so the cost can be raised, and who was here before still comes in.
    const cost = { ...SCRYPT_COST, N: Number(N), r: Number(r), p: Number(p) };
    const expected = Buffer.from(key, "base64url");
    const actual = await deriveKey(password, Buffer.from(salt, "base64url"), cost);
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }
}

const deriveKey = (password: string, salt: Buffer, cost = SCRYPT_COST): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_LENGTH, cost, (problem, key) => {
      if (problem) reject(problem);
      else resolve(key);
    });
  });
