import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isStatusRange } from "./expected-status";
import { FAILURES } from "./observation";
import { explain, parseReason, type Reason } from "./reason";
import { timeLimitMs } from "./schedule";
import { judge } from "./verdict";

const expected = {
  expectedStatus: ["200-299", "304"],
  degradedAfterMs: 1000,
  timeoutMs: 5000,
  intervalSeconds: 60,
};
const answered = (statusCode: number, responseTime = 10) =>
  ({ outcome: "answered", statusCode, responseTime }) as const;

describe("a code", () => {
  it.each([200, 204, 299, 304])("[VE1] %i is expected, and so healthy", (code) => {
    expect(judge(expected, answered(code))).toEqual({ health: "healthy" });
  });

  it.each([199, 300, 303, 305, 404, 503])(
    "[VE1] %i is failing and says what was expected",
    (code) => {
      const verdict = judge(expected, answered(code, 5000));
      if (verdict.health === "healthy") throw new Error("expected a reason");
      expect(verdict.health).toBe("failing");
      expect(explain(verdict.reason)).toBe(`expected status 200-299, 304, saw ${code}`);
    },
  );

  it.each(["", "2xx", "200-", "99", "600", "300-200", "200-299-300", "200 "])(
    "[VE1] %j is no range of codes",
    (text) => {
      expect(isStatusRange(text)).toBe(false);
    },
  );
});

it("[VE2] an expected answer that is slow is degraded, one at the limit is not", () => {
  expect(judge(expected, answered(200, 1000)).health).toBe("healthy");
  const verdict = judge(expected, answered(200, 1001));
  expect(verdict).toEqual({
    health: "degraded",
    reason: { kind: "slow", limitMs: 1000, seenMs: 1001 },
  });
  expect(judge({ ...expected, degradedAfterMs: null }, answered(200, 4999)).health).toBe("healthy");
});

it("[SC5] a check that would outlast its interval is cut, and says at what", () => {
  const seen = { outcome: "failed", failure: "timeout", responseTime: 9_500 } as const;
  const verdict = judge({ ...expected, timeoutMs: 30_000, intervalSeconds: 15 }, seen);
  expect(verdict).toMatchObject({ reason: { kind: "timeout", limitMs: 9_500 } });
  expect(timeLimitMs({ timeoutMs: 30_000, intervalSeconds: 60 }, 0)).toBe(30_000);
  expect(timeLimitMs({ timeoutMs: 30_000, intervalSeconds: 60 }, 40_000)).toBe(19_500);
});

it.each(FAILURES)("[VE3] %s is failing with a sentence", (failure) => {
  const verdict = judge(expected, { outcome: "failed", failure, responseTime: 3 });
  if (verdict.health === "healthy") throw new Error("expected a reason");
  expect(verdict.health).toBe("failing");
  expect(explain(verdict.reason)).toMatch(/^[a-z][\w ,()-]+$/);
});

it("[VE4] a reason's sentence is read back into the reason", () => {
  const code = fc.integer({ min: 100, max: 599 });
  const ms = fc.nat();
  const reason: fc.Arbitrary<Reason> = fc.oneof(
    fc.record({
      kind: fc.constant("status" as const),
      expected: fc.array(code, { minLength: 1 }).map((codes) => codes.join(", ")),
      seen: code,
    }),
    fc.record({ kind: fc.constant("slow" as const), limitMs: ms, seenMs: ms }),
    fc.record({ kind: fc.constant("timeout" as const), limitMs: ms }),
    fc
      .constantFrom(...FAILURES)
      .filter((failure) => failure !== "timeout")
      .map((kind) => ({ kind })),
  );
  fc.assert(
    fc.property(reason, (one) => {
      expect(parseReason(explain(one))).toEqual(one);
    }),
  );
  expect(parseReason("something else")).toBeNull();
});
