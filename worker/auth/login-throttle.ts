import type { Env } from "../env";
import { hashToken } from "../secrets/hash";
import { clientAddress } from "./client-address";

/** Wrong attempts in a quarter of an hour: at one account, and from one address at all of them. */
const MAX_PER_ACCOUNT = 20;
const MAX_PER_ADDRESS = 40;

export type LoginAttempt =
  | { kind: "refused"; retryAfterSeconds: number }
  /** Who was right gets back what it cost, and so many more that led up to it. */
  | { kind: "allowed"; refund(before?: number): Promise<void> };

/** Counts one attempt against the account and the address; a successful one is refunded. */
export async function consumeAttempt(
  request: Request,
  env: Env,
  account: string | null,
): Promise<LoginAttempt> {
  const address = clientAddress(request);
  const limiters = [
    ...(account === null
      ? []
      : [{ name: `account:${await hashToken(account.toLowerCase())}`, limit: MAX_PER_ACCOUNT }]),
    ...(address === null ? [] : [{ name: `address:${address}`, limit: MAX_PER_ADDRESS }]),
  ].map(({ name, limit }) => ({ limiter: env.LOGIN_LIMITER.getByName(name), limit }));
  const waits = await Promise.all(
    limiters.map(({ limiter, limit }) => limiter.consume(limit, Date.now())),
  );
  const longest = Math.max(0, ...waits.map((seconds) => seconds ?? 0));
  if (longest > 0) return { kind: "refused", retryAfterSeconds: longest };
  return {
    kind: "allowed",
    refund: async (before = 0) => {
      await Promise.all(limiters.map(({ limiter }) => limiter.refund(1 + before)));
    },
  };
}
