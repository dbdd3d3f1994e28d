import { DurableObject } from "cloudflare:workers";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { Env } from "../env";
import type { LoginLimiterRpc } from "../ports/durable-objects";

/** OWASP's parameters: some 80 ms, which the Worker's own invocation has not got. */
const SCRYPT_COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_LENGTH = 32;

const WINDOW_MS = 15 * 60_000;

/**
 * Counts failures at one door, and hashes passwords: one object per account, one per address. What
 * an attempt costs is taken before it is made, so that many at once are no more than many in a row.
 */
export class LoginLimiter extends DurableObject<Env> implements LoginLimiterRpc {
  /** Null where one more attempt may be made, else how many seconds until it may. */
  async consume(limit: number, now: number): Promise<number | null> {
    const known = await this.ctx.storage.get<{ count: number; since: number }>("attempts");
    const attempts = known && now - known.since < WINDOW_MS ? known : { count: 0, since: now };
    if (attempts.count >= limit) return Math.ceil((attempts.since + WINDOW_MS - now) / 1000);
    await this.ctx.storage.put("attempts", { ...attempts, count: attempts.count + 1 });
    await this.ctx.storage.setAlarm(attempts.since + WINDOW_MS);
    return null;
  }

  /** Attempts that were right are none. */
  async refund(attempts: number): Promise<void> {
    const known = await this.ctx.storage.get<{ count: number; since: number }>("attempts");
    if (!known) return;
    await this.ctx.storage.put("attempts", {
      ...known,
      count: Math.max(0, known.count - attempts),
    });
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const key = await deriveKey(password, salt);
    return `scrypt:${SCRYPT_COST.N}:${SCRYPT_COST.r}:${SCRYPT_COST.p}:${salt.toString("base64url")}:${key.toString("base64url")}`;
  }

  async verify(password: string, hash: string): Promise<boolean> {
    const [, N, r, p, salt = "", key = ""] = hash.split(":");
    // What it was made with: so the cost can be raised, and who was here before still comes in.
    const cost = { ...SCRYPT_COST, N: Number(N), r: Number(r), p: Number(p) };
    const expected = Buffer.from(key, "base64url");
    const seen = await deriveKey(password, Buffer.from(salt, "base64url"), cost);
    return expected.length === seen.length && timingSafeEqual(expected, seen);
  }
}

const deriveKey = (password: string, salt: Buffer, cost = SCRYPT_COST): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_LENGTH, cost, (problem, key) => {
      if (problem) reject(problem);
      else resolve(key);
    });
  });
