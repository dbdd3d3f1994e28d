import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isStatusRange } from "./expected-status";
import { COMPARISONS, SOURCES, type AssertionResult, type Source } from "./assertion";
import { FAILURES, INCONCLUSIVE_REASONS, type Observation } from "./observation";
import { formatReason, parseReason, type Reason } from "../reason";
import { timeLimitMs } from "../schedule";
import { judge, type Expectation } from "./verdict";

const expected = {
  kind: "http",
  expectedStatus: ["200-299", "304"] as string[],
  degradedAfterMs: 1000,
  timeoutMs: 5000,
  intervalSeconds: 60,
  graceSeconds: 30,
} as const satisfies Expectation;
const answered = (
  statusCode: number | null,
  responseTime = 10,
  assertions: AssertionResult[] = [],
): Observation => ({ outcome: "answered", statusCode, responseTime, assertions });

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
      expect(formatReason(verdict.reason)).toBe(`expected status 200-299, 304, saw ${code}`);
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
    reason: { kind: "slow", limitMs: 1000, actualMs: 1001 },
  });
  expect(judge({ ...expected, degradedAfterMs: null }, answered(200, 4999)).health).toBe("healthy");
});

it("[SC5] a check that would outlast its interval is cut, and says at what", () => {
  const observation = { outcome: "failed", failure: "timeout", responseTime: 9_500 } as const;
  const verdict = judge({ ...expected, timeoutMs: 30_000, intervalSeconds: 15 }, observation);
  expect(verdict).toMatchObject({ reason: { kind: "timeout", limitMs: 9_500 } });
  expect(timeLimitMs({ timeoutMs: 30_000, intervalSeconds: 60 }, 0)).toBe(30_000);
  expect(timeLimitMs({ timeoutMs: 30_000, intervalSeconds: 60 }, 40_000)).toBe(19_500);
});

it.each(FAILURES)("[VE3] %s is failing with a sentence", (failure) => {
  const verdict = judge(expected, { outcome: "failed", failure, responseTime: 3 });
  if (verdict.health === "healthy") throw new Error("expected a reason");
  expect(verdict.health).toBe("failing");
  expect(formatReason(verdict.reason)).toMatch(/^[a-z][\w ,()-]+$/);
});

it.each(INCONCLUSIVE_REASONS)(
  "[VE5] %s is no failure: nothing is known, and the reason says why",
  (cause) => {
    const verdict = judge(expected, { outcome: "unknowable", cause });
    expect(verdict).toEqual({ health: "unknown", reason: { kind: cause } });
    expect(formatReason({ kind: cause })).toMatch(/^not known: /);
  },
);

describe("an assertion", () => {
  const claim = { source: "json", property: "$.ok", comparison: "equals", expected: true } as const;
  const broken = (severity: "failing" | "degraded") => ({
    assertion: { ...claim, severity },
    holds: false,
    actual: "false",
  });

  it("[VE6] that does not hold is failing or degraded, as it says, with expected and seen", () => {
    const text = 'expected JSON at "$.ok" to equal true, saw false';
    const failing = judge(expected, answered(200, 10, [broken("degraded"), broken("failing")]));
    expect(failing).toMatchObject({ health: "failing" });
    expect("reason" in failing && formatReason(failing.reason)).toBe(text);
    const degraded = judge(expected, answered(200, 10, [broken("degraded")]));
    expect(degraded).toMatchObject({ health: "degraded" });
    expect("reason" in degraded && formatReason(degraded.reason)).toBe(text);
    expect(judge(expected, answered(200, 10, [{ ...broken("failing"), holds: true }]))).toEqual({
      health: "healthy",
    });
  });

  it("[VE1] comes after the code", () => {
    expect(judge(expected, answered(500, 10, [broken("failing")]))).toMatchObject({
      reason: { kind: "status" },
    });
  });
});

it("[VE1] a WebSocket is well when it is opened, and what has no codes needs none", () => {
  const socket = { ...expected, kind: "websocket" } as const;
  expect(judge(socket, answered(101)).health).toBe("healthy");
  expect(judge(socket, answered(200))).toMatchObject({ reason: { expected: "101", actual: 200 } });
  expect(judge({ ...expected, kind: "tcp" }, answered(null)).health).toBe("healthy");
});

it("[VE4] a reason's sentence is read back into the reason", () => {
  const code = fc.integer({ min: 100, max: 599 });
  const ms = fc.nat();
  const claim = fc
    .record({
      source: fc.constantFrom(...(Object.keys(SOURCES) as Source[])),
      property: fc.option(fc.string({ minLength: 1 })),
      comparison: fc.constantFrom(...COMPARISONS),
      expected: fc.oneof(
        fc.string(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
        fc.boolean(),
      ),
    })
    .map((one) => (/xists/.test(one.comparison) ? { ...one, expected: null } : one));
  const reason: fc.Arbitrary<Reason> = fc.oneof(
    fc.record({
      kind: fc.constant("status" as const),
      expected: fc.array(code, { minLength: 1 }).map((codes) => codes.join(", ")),
      actual: code,
    }),
    fc.record({ kind: fc.constant("slow" as const), limitMs: ms, actualMs: ms }),
    fc.record({ kind: fc.constant("timeout" as const), limitMs: ms }),
    fc.record({
      kind: fc.constantFrom("no-report" as const, "run-too-long" as const),
      limitSeconds: ms,
    }),
    fc.record({ kind: fc.constant("exit-status" as const), actual: ms }),
    fc.record({ kind: fc.constant("through" as const), name: fc.string({ minLength: 1 }) }),
    fc.record({ kind: fc.constant("assertion" as const), assertion: claim, actual: fc.string() }),
    fc
      .constantFrom(...FAILURES, ...INCONCLUSIVE_REASONS, "own-network" as const)
      .filter((kind) => kind !== "timeout" && kind !== "no-report" && kind !== "run-too-long")
      .map((kind) => ({ kind })),
  );
  const fromRegions = fc.record({
    kind: fc.constant("regions" as const),
    failing: ms,
    of: ms,
    because: reason,
  });
  fc.assert(
    fc.property(fc.oneof(reason, fromRegions), (one) => {
      expect(parseReason(formatReason(one))).toEqual(one);
    }),
  );
  expect(parseReason("something else")).toBeNull();
});
