import type { Env } from "../env";
import { digestOf } from "../sealing/digest";
import { clientAddress } from "./client-address";

/** Wrong attempts in a quarter of an hour: at one account, and from one address at all of them. */
const PER_ACCOUNT = 20;
const PER_ADDRESS = 40;

export type Attempt =
  | { kind: "refused"; retryAfterSeconds: number }
  /** Who was right gets back what it cost, and so many more that led up to it. */
  | { kind: "taken"; giveBack(before?: number): Promise<void> };

/** Takes what one attempt costs from the account and the address; who was right gives it back. */
export async function takeAttempt(
  request: Request,
  env: Env,
  account: string | null,
): Promise<Attempt> {
  const address = clientAddress(request);
  const doors = [
    ...(account === null
      ? []
      : [{ name: `account:${await digestOf(account.toLowerCase())}`, limit: PER_ACCOUNT }]),
    ...(address === null ? [] : [{ name: `address:${address}`, limit: PER_ADDRESS }]),
  ].map(({ name, limit }) => ({ keeper: env.DOORKEEPER.getByName(name), limit }));
  const waits = await Promise.all(doors.map(({ keeper, limit }) => keeper.take(limit, Date.now())));
  const longest = Math.max(0, ...waits.map((seconds) => seconds ?? 0));
  if (longest > 0) return { kind: "refused", retryAfterSeconds: longest };
  return {
    kind: "taken",
    giveBack: async (before = 0) => {
      await Promise.all(doors.map(({ keeper }) => keeper.giveBack(1 + before)));
    },
  };
}
