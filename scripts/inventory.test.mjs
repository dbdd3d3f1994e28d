import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findLosses, countTests, rulesOf } from "./inventory-count.mjs";
import { missing } from "./inventory.mjs";

const count = (...lines) => countTests(ts, "some.test.ts", lines.join("\n"));

const RECORDED = {
  rules: { AA1: 2, AA2: 1 },
  files: { "a.test.ts": { tests: 2, assertions: 5 }, "b.test.ts": { tests: 1, assertions: 3 } },
};
const now = (files, rules = RECORDED.rules) => ({ rules, files });
const counts = (tests, assertions) => ({ tests, assertions });

describe("what is tested", () => {
  it("is all that was recorded", async () => {
    expect(await missing()).toEqual([]);
  });
});

describe("counting", () => {
  it("counts a test once, whatever form it has", () => {
    const text = [
      `it("a", () => {});`,
      `test.only("b", () => {});`,
      `it.each([1, 2])("c %s", () => {});`,
      'it.each`x\n${1}`("d", () => {});',
      `describe.each([1])("of %s", () => { it("e", () => {}); });`,
    ];
    expect(count(...text)).toEqual({ tests: 5, assertions: 0 });
  });

  it("counts an assertion once, however it goes on", () => {
    const text = [
      `await expect(promise).rejects.toThrow("no");`,
      `await expect.poll(() => seen).toBe(1);`,
      `expect(value).toEqual(expect.any(String));`,
      `fc.assert(fc.property(fc.nat(), (n) => n >= 0));`,
    ];
    expect(count(...text)).toEqual({ tests: 0, assertions: 4 });
  });

  it("leaves out what is not run, and what only looks like a test", () => {
    const text = [
      `it.skip("a", () => { expect(1).toBe(2); });`,
      `describe.skip("b", () => { it("c", () => { expect(1).toBe(2); }); });`,
      `test.describe("d", () => { test.setTimeout(1); test.step("e", () => {}); });`,
      `// it("f", () => expect(1).toBe(1));`,
      'const text = `it("g", () => expect(1).toBe(1))`;',
      `/x/.test("x");`,
    ];
    expect(count(...text)).toEqual({ tests: 0, assertions: 0 });
  });

  it("finds the rules that are stated, and how many tests cite each", () => {
    const spec = "- **AA1** One.\n- **AA2** Another.\n- **AA10** A third.\n";
    // Built from parts, as the rules' own test looks for ids in the text of every test.
    const [one, two, ten] = ["AA1", "AA2", "AA10"].map((id) => `[${id}]`);
    const tests = [`it("${two} ${one} does", f)`, `it(\`${two} as well\`, f); // ${ten}`];
    expect(Object.entries(rulesOf(spec, tests))).toEqual([
      ["AA1", 1],
      ["AA2", 2],
      ["AA10", 0],
    ]);
  });
});

describe("comparing", () => {
  it("is content with the same and with more", () => {
    expect(findLosses(RECORDED, RECORDED, {})).toEqual([]);
    const more = now(
      { ...RECORDED.files, "c.test.ts": counts(1, 1) },
      { ...RECORDED.rules, AA3: 1 },
    );
    expect(findLosses(RECORDED, more, {})).toEqual([]);
  });

  it("misses an assertion, even where another file has one more", () => {
    const shifted = now({ "a.test.ts": counts(2, 4), "b.test.ts": counts(1, 4) });
    expect(findLosses(RECORDED, shifted, {})).toEqual(["a.test.ts: 4 of 5 assertions are left"]);
  });

  it("misses a test and the total", () => {
    const shrunk = now({ "a.test.ts": counts(1, 5), "b.test.ts": counts(1, 3) });
    expect(findLosses(RECORDED, shrunk, {})).toEqual([
      "a.test.ts: 1 of 2 tests are left",
      "in total: 2 of 3 tests are left",
    ]);
  });

  it("misses a file that vanished, unless it is said where it went", () => {
    const renamed = now({ "c.test.ts": counts(2, 5), "b.test.ts": counts(1, 3) });
    expect(findLosses(RECORDED, renamed, {})).toEqual([
      "a.test.ts: 0 of 2 tests are left",
      "a.test.ts: 0 of 5 assertions are left",
    ]);
    expect(findLosses(RECORDED, renamed, { "a.test.ts": ["c.test.ts"] })).toEqual([]);
  });

  it("adds up what was split and what was joined", () => {
    const split = now({
      "a.test.ts": counts(1, 1),
      "c.test.ts": counts(1, 4),
      "b.test.ts": counts(1, 3),
    });
    expect(findLosses(RECORDED, split, { "a.test.ts": ["a.test.ts", "c.test.ts"] })).toEqual([]);
    const joined = now({ "b.test.ts": counts(3, 8) });
    expect(findLosses(RECORDED, joined, { "a.test.ts": ["b.test.ts"] })).toEqual([]);
    const less = now({ "b.test.ts": counts(3, 7) });
    expect(findLosses(RECORDED, less, { "a.test.ts": ["b.test.ts"] })).toEqual([
      "a.test.ts, b.test.ts: 7 of 8 assertions are left",
      "in total: 7 of 8 assertions are left",
    ]);
  });

  it("follows a file that moved twice", () => {
    const moved = { "a.test.ts": ["c.test.ts"], "c.test.ts": ["d.test.ts"] };
    const present = now({ "d.test.ts": counts(2, 5), "b.test.ts": counts(1, 3) });
    expect(findLosses(RECORDED, present, moved)).toEqual([]);
  });

  it("misses a rule that is gone, and one that no test cites any more", () => {
    expect(findLosses(RECORDED, now(RECORDED.files, { AA1: 0 }), {})).toEqual([
      "AA1: no test cites it",
      "AA2: the rule is gone",
    ]);
  });
});
