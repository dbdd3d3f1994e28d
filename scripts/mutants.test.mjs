import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inRepository } from "./repository.mjs";

const textOf = (file) => readFileSync(inRepository(file), "utf8");
const MUTANTS = JSON.parse(textOf("worker/test/contract/mutants.json"));

describe("the mutants", () => {
  it("are at least forty, each with a name of its own", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS)("can be made, and have tests that are to notice: $id", (mutant) => {
    const { file, find, replace, tests, rule } = mutant;
    expect(textOf(file).split(find)).toHaveLength(2);
    expect(find).not.toBe(replace);
    expect(`${find}${replace}`).not.toContain("\n");
    for (const test of tests) expect(textOf(test)).toContain(`[${rule}]`);
    expect(tests.length).toBeGreaterThan(0);
  });
});
