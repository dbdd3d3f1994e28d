import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env";
import type { LoginLimiterRpc } from "../ports/durable-objects";

const WINDOW_MS = 15 * 60_000;

/**
 * Counts failed login attempts: one object per account, and one per address. An attempt is counted
 * before it is made, so that many at once are no more than many in a row.
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

  /** Attempts that succeeded do not count. */
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
}
