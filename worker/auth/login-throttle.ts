import type { Env } from "../env";
import { hashToken } from "../secrets/hash";
import { clientAddress } from "./client-address";

/** Wrong attempts in a quarter of an hour: at one account, and from one address at everything. */
const MAX_PER_ACCOUNT = 20;
const MAX_PER_ADDRESS = 40;
/** At the password of one status page: from one address, and from all addresses together. */
const MAX_PER_PAGE_AND_ADDRESS = 20;
const MAX_PER_PAGE = 24;

export type LoginAttempt =
  | { kind: "refused"; retryAfterSeconds: number }
  /** Who was right gets back what it cost, and so many more that led up to it. */
  | { kind: "allowed"; refund(before?: number): Promise<void> };

type Limit = { name: string; limit: number };

/** Counts one attempt against the account and the address; a successful one is refunded. */
export async function consumeAttempt(
  request: Request,
  env: Env,
  account: string | null,
): Promise<LoginAttempt> {
  const ofAccount =
    account === null
      ? []
      : [{ name: `account:${await hashToken(account.toLowerCase())}`, limit: MAX_PER_ACCOUNT }];
  return consumeAll(env, [...addressLimits(request), ...ofAccount]);
}

/**
 * Counts one guess at a status page's password. A browser that gave the present password before is not
 * counted in the total of the page, so that the guesses of strangers do not lock it out.
 */
export async function consumePageAttempt(
  request: Request,
  env: Env,
  page: { id: string; wasUnlockedBefore: boolean },
): Promise<LoginAttempt> {
  const total = { name: `page:${page.id}`, limit: MAX_PER_PAGE };
  return consumeAll(env, [
    ...addressLimits(request, page.id),
    ...(page.wasUnlockedBefore ? [] : [total]),
  ]);
}

function addressLimits(request: Request, pageId?: string): Limit[] {
  const address = clientAddress(request);
  if (address === null) return [];
  return [
    { name: `address:${address}`, limit: MAX_PER_ADDRESS },
    ...(pageId === undefined
      ? []
      : [{ name: `page:${pageId} address:${address}`, limit: MAX_PER_PAGE_AND_ADDRESS }]),
  ];
}

/**
 * Takes from one limit after the other, that of the address first: an attempt that one of them refuses is
 * counted by none, so an address over its limit cannot use up that of an account or a page.
 */
async function consumeAll(env: Env, limits: readonly Limit[]): Promise<LoginAttempt> {
  const consumed: ReturnType<typeof env.LOGIN_LIMITER.getByName>[] = [];
  const refund = async (before = 0) => {
    await Promise.all(consumed.map((limiter) => limiter.refund(1 + before)));
  };
  for (const { name, limit } of limits) {
    const limiter = env.LOGIN_LIMITER.getByName(name);
    const retryAfterSeconds = await limiter.consume(limit, Date.now());
    if (retryAfterSeconds !== null) {
      await refund();
      return { kind: "refused", retryAfterSeconds };
    }
    consumed.push(limiter);
  }
  return { kind: "allowed", refund };
}
