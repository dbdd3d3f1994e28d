import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pingDelay, pollDelay, reconnectDelay } from "./backoff";

const random = fc.double({ min: 0, max: 1, noNaN: true });
const retry = fc.nat({ max: 100 });

describe("delays", () => {
  it("[LV1] no retry comes before half a second or after thirty", () => {
    const retryAfterMs = fc.option(fc.nat({ max: 120_000 }));
    fc.assert(
      fc.property(retry, random, retryAfterMs, (retry, random, retryAfterMs) => {
        const delay = reconnectDelay({ retry, random, retryAfterMs });
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
  });

  it("[LV1] the first five retries come within five seconds, later ones within thirty", () => {
    fc.assert(
      fc.property(retry, random, (retry, random) => {
        const delay = reconnectDelay({ retry, random, retryAfterMs: null });
        expect(delay).toBeLessThanOrEqual(retry < 5 ? 5_000 : 30_000);
      }),
    );
    const earliest = [0, 1, 2, 3, 4, 5, 6, 7].map((retry) =>
      reconnectDelay({ retry, random: 0, retryAfterMs: null }),
    );
    expect(earliest).toEqual([500, 1_000, 2_000, 2_500, 2_500, 5_000, 10_000, 15_000]);
  });

  it("[LV1] the first retry is around what the room asked for", () => {
    const delays = [0, 0.5, 1].map((random) =>
      reconnectDelay({ retry: 0, random, retryAfterMs: 4_000 }),
    );
    expect(delays).toEqual([2_000, 4_000, 6_000]);
  });

  it("[LV2] two hundred cut at once come back spread over more than three seconds", () => {
    const delays = Array.from({ length: 200 }, (_, index) =>
      reconnectDelay({ retry: 0, random: index / 199, retryAfterMs: null }),
    );
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(3_000);
  });

  it("[LV3] pings are 25 to 30 s apart, polls 30 to 60 s", () => {
    expect([pingDelay(0), pingDelay(1)]).toEqual([25_000, 30_000]);
    expect([pollDelay(0), pollDelay(1)]).toEqual([30_000, 60_000]);
  });
});
