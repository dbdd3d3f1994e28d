import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseNextSend,
  isPermanentFailure,
  DELIVERY_TTL_MS,
  nextAttemptAt,
  outcomeOfStatus,
  type Delivery,
  type DeliveryOutcome,
} from "./delivery";

const MINUTE = 60_000;
const waiting = (count: number): Delivery[] =>
  Array.from({ length: count }, (_, number) => ({
    number,
    id: `d${number}`,
    alertId: null,
    payload: { kind: "test", at: 0 },
    createdAt: 0,
    attempts: 0,
  }));

const failed = (outcome: DeliveryOutcome, retryAfterMs: number | null = null) => ({
  outcome,
  retryAfterMs,
});

describe("an attempt that failed", () => {
  it("[NT3] is made again at growing distances, until a day is over", () => {
    let at = 0;
    const attempts: number[] = [];
    for (let failures = 1; at < DELIVERY_TTL_MS * 0.99; failures++) {
      at = nextAttemptAt(failures, failed("broken"), { now: at, chance: 0.5 });
      attempts.push(at / 1_000);
    }
    expect(attempts).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  });

  it("[NT3] is spread by chance", () => {
    const when = (chance: number) => nextAttemptAt(2, failed("timeout"), { now: 0, chance });
    expect(when(0)).toBe(295_000 * 0.9);
    expect(when(1)).toBe(295_000 * 1.1);
  });

  it("[NT6] waits as long as the receiver asks, an hour at most", () => {
    const when = (asked: number | null) =>
      nextAttemptAt(1, failed("throttled", asked), { now: 0, chance: 0 });
    expect(when(90_000)).toBe(90_000);
    expect(when(86_400_000)).toBe(3_600_000);
    // "Slower", and not how slow: not after five seconds.
    expect(when(null)).toBeGreaterThanOrEqual(0.9 * MINUTE);
  });
});

it("[NT5] codes are classes, of which some will never be different", () => {
  const codes = [200, 204, 302, 400, 401, 403, 404, 410, 413, 422, 429, 500, 503];
  expect(codes.map((code) => outcomeOfStatus(code))).toEqual([
    "delivered",
    "delivered",
    "redirected",
    "rejected",
    "unauthorized",
    "unauthorized",
    "not-found",
    "gone",
    "too-large",
    "rejected",
    "throttled",
    "broken",
    "broken",
  ]);
  expect(codes.map(outcomeOfStatus).filter(isPermanentFailure)).toEqual([
    "rejected",
    "too-large",
    "rejected",
  ]);
});

describe("what goes out next", () => {
  it("[NT7] is one, or a storm together", () => {
    const pace = { sentAt: [], maxPerMinute: 6, maxDigestItems: 5 };
    const sizes = [1, 2, 3, 4, 9].map((count) => {
      const choice = chooseNextSend(waiting(count), pace, 0);
      return "send" in choice ? choice.send.length : null;
    });
    expect(sizes).toEqual([1, 1, 1, 4, 5]);
  });

  it("[NT7] never exceeds the bound of any minute, and always ends", () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 80 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 8 }), (times, maxPerMinute) => {
        const all = times.toSorted((a, b) => a - b);
        const sentAt: number[] = [];
        let [now, next] = [0, 0];
        while (next < all.length) {
          now = Math.max(now, all[next]!);
          const pending = waiting(all.filter((at) => at <= now).length - next);
          const choice = chooseNextSend(
            pending,
            { sentAt, maxPerMinute, maxDigestItems: 500 },
            now,
          );
          if ("waitUntil" in choice) {
            expect(choice.waitUntil).toBeGreaterThan(now);
            now = choice.waitUntil;
          } else {
            next += choice.send.length;
            sentAt.push(now);
          }
        }
        for (const at of sentAt) {
          const inMinute = sentAt.filter((one) => one > at - MINUTE && one <= at).length;
          expect(inMinute).toBeLessThanOrEqual(maxPerMinute);
        }
      }),
    );
  });
});
