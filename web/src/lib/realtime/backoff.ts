const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** As many retries keep the quick shape; then the page says that it is disconnected. */
export const QUICK_RETRIES = 5;

type Retry = {
  /** Retries begun since the connection was last sound; 0 is the first. */
  retry: number;
  /** What the room asked for in its greeting; it applies to the first retry. */
  retryAfterMs: number | null;
  /** 0..1 */
  random: number;
};

/**
 * How long to wait before a retry, in ms. The first is around `retryAfterMs`; five are drawn from
 * half of `min(1000 * 2^retry, 5000)` up to 5 s; later ones grow to 30 s. Spread widely, since one
 * deploy cuts everybody at once.
 */
export function reconnectDelay({ retry, retryAfterMs, random }: Retry): number {
  const [from, to] = range(retry, retryAfterMs);
  return Math.max(MIN_DELAY_MS, Math.round(from + (to - from) * random));
}

function range(retry: number, retryAfterMs: number | null): [from: number, to: number] {
  if (retry === 0 && retryAfterMs !== null) {
    const base = Math.min(retryAfterMs, MAX_DELAY_MS / 1.5);
    return [base * 0.5, base * 1.5];
  }
  if (retry < QUICK_RETRIES) return [Math.min(1000 * 2 ** retry, 5000) / 2, 5000];
  const base = Math.min(5000 * 2 ** (retry - QUICK_RETRIES + 1), MAX_DELAY_MS);
  return [base / 2, base];
}

/** Between two pings, in ms: 25 to 30 s. */
export const pingDelay = (random: number): number => 25_000 + 5_000 * random;

/** Between two looks at the state over HTTP while the socket fails, in ms: 30 to 60 s. */
export const pollDelay = (random: number): number => 30_000 + 30_000 * random;
