import { describe, expect, it } from "vitest";
import type { Assertion } from "../../domain/checks/assertion";
import { hasInputForAll, validateAssertion, testAssertions } from "./assertions";
import { readPattern } from "./pattern";
import { createBudget } from "./cpu-budget";
import { createAssertion } from "../../test/fixtures/probe";
import { expectBounded } from "../../test/fixtures/pace";

/** A hundred megabytes searched in a linear way: far less than what a search must not take. */
const quickly = <Result>(work: () => Result): Result => expectBounded(40, work);
const MEGABYTE = 1_048_576;
const MAX_ASSERTIONS = 20;

/** Letters of which each could begin a match. */
const tangle = (length: number): string => {
  let seed = 7;
  const letter = () => ((seed = (seed * 16_807) % 2_147_483_647) & 64 ? "a" : "b");
  return Array.from({ length }, letter).join("");
};
const matching = (pattern: string, source: Assertion["source"] = "body") =>
  createAssertion(source, "matches", pattern);
const page = (end: string): string =>
  `${'<p class="line">Some words, and 12 of them.</p>\n'.repeat(21_845)}${end}`.slice(-MEGABYTE);

/** Small enough to be saved, and worst of all for texts of two letters. */
const HEAVY = ["a.{0,400}[c-z]", "a.{0,50}[c-z]", "(a|b.){0,30}a[ab]{300}[c-z]"];

describe("a pattern", () => {
  it.each(["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$", ".*.*.*.*=.*"])(
    "[PR19] %s takes linear time on a megabyte",
    (pattern) => {
      const text = `${"a".repeat(MEGABYTE - 1)}!`;
      expect(quickly(() => readPattern(pattern)!.test(text, createBudget()))).toBe(false);
    },
    20_000,
  );

  it.each([
    ['"status":\\s*"ok"', '{"status":  "ok"}'],
    ["version [0-9]+\\.[0-9]+", "version 12.7"],
    ["(?i)error|warning|fatal", "FATAL"],
    ["\\bready\\b.*[0-9]{1,9}$", "ready in 12"],
    ["(?s)^.*[^<>]{3}done$", "all done"],
    ["^<p.*>$", "<p>"],
    ["[\\pL ]+: [\\pN]{1,6} ms", "Dauer für alle: 17 ms"],
  ])("[PR19] that is ordinary, %s, is searched for in a megabyte", (pattern, end) => {
    const expected = [{ holds: true, actual: "a match" }];
    const assertions = [matching(`(?m)${pattern}`)];
    expect(quickly(() => testAssertions(assertions, { text: page(end) }))).toMatchObject(expected);
    if (pattern.startsWith("^")) return;
    const without = testAssertions(assertions, { text: page("") });
    expect(without).toMatchObject([{ holds: false, actual: "no match" }]);
  });

  it("[PR19] that comes to too much is refused when it is saved, and when it was before", () => {
    for (const pattern of ["a.{0,999}[c-z]", "[ab]*a[ab]{900}[ab]{900}[c-z]", "(a{31}){32}"]) {
      expect(validateAssertion("http", matching(pattern))).toMatch(/^expected a simpler/);
      for (const comparison of ["matches", "notMatches"] as const) {
        const [result] = testAssertions([createAssertion("body", comparison, pattern)], {
          text: "a",
        });
        expect(result).toMatchObject({ holds: false, actual: "too much text" });
      }
    }
    for (const pattern of [
      "(a{1000}){1000}",
      "((a{99}){99}){99}",
      "(((((a{9}){9}){9}){9}){9}){9}",
    ]) {
      expect(quickly(() => readPattern(pattern))).toBeNull();
    }
  });

  it("[PR19] and nineteen more of the worst kind hold up nothing else", () => {
    const text = tangle(MEGABYTE);
    for (const pattern of HEAVY) {
      expect(validateAssertion("http", matching(pattern))).toBeNull();
      for (const comparison of ["matches", "notMatches"] as const) {
        const claims = Array.from({ length: MAX_ASSERTIONS }, () =>
          createAssertion("body", comparison, pattern),
        );
        const results = quickly(() => testAssertions(claims, { text }));
        expect(new Set(results.map(({ actual }) => actual))).toEqual(new Set(["too much text"]));
        expect(results.some(({ holds }) => holds)).toBe(false);
      }
    }
    const large = `(${"[\\pL\\pN]".repeat(38)}){24}`;
    const assertions = Array.from({ length: MAX_ASSERTIONS }, () => matching(large));
    quickly(() => testAssertions(assertions, { text }));
  });

  it("[PR19] that takes too much leaves something for the next one", () => {
    const assertions = [
      matching(HEAVY[0]!),
      matching("^[ab]+$"),
      createAssertion("body", "contains", "ab"),
    ];
    expect(testAssertions(assertions, { text: tangle(MEGABYTE) })).toMatchObject([
      { holds: false, actual: "too much text" },
      { holds: true, actual: "a match" },
      { holds: true, actual: "a match" },
    ]);
  });

  it("[PR19] of a path, or of what is at one, is bound like any other", () => {
    const document = { list: Array.from({ length: 20 }, () => tangle(50_000)) };
    const text = JSON.stringify(document);
    const filter = createAssertion("json", "exists", null, `$.list[?search(@, "${HEAVY[0]}")]`);
    const value = createAssertion("json", "matches", HEAVY[0], "$.list[*]");
    const assertions = Array.from({ length: MAX_ASSERTIONS / 2 }, () => [filter, value]).flat();
    const results = quickly(() => testAssertions(assertions, { text }));
    expect(results.slice(0, 2)).toMatchObject([
      { holds: false, actual: "too much JSON" },
      { holds: false, actual: "too much text" },
    ]);
  });
});

describe("a text that comes in pieces", () => {
  const pieces = (text: string, size: number): string[] =>
    Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      text.slice(0, (index + 1) * size),
    );

  it("[PR19] is not searched for each of them without end", () => {
    const all = pieces(tangle(65_536), 64);
    for (const pattern of [...HEAVY, "[ab]c+", "b{9}a{9}b{9}a{9}"]) {
      const assertions = Array.from({ length: MAX_ASSERTIONS }, () => matching(pattern));
      const isEnough = hasInputForAll(assertions);
      expect(quickly(() => all.some(isEnough))).toBe(false);
    }
  });

  it("[PR8] is enough with the piece that brings the last of what is wanted", () => {
    const isEnough = hasInputForAll([
      matching("^220 "),
      createAssertion("body", "contains", "ready"),
    ]);
    const greeting = pieces(`220-${"welcome ".repeat(50)}\n220 all is ready\n`, 7);
    const multiline = hasInputForAll([matching("(?m)^220 .*ready$")]);
    expect(greeting.map(isEnough).includes(true)).toBe(false);
    expect(greeting.map(multiline).indexOf(true)).toBe(greeting.length - 1);
  });
});
