import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { playwrightCounts, vitestCounts } from "./test-counts.mjs";

const folder = mkdtempSync(join(tmpdir(), "pharos-counts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (name, content) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const units = (...statuses) =>
  report("vitest.json", {
    testResults: [{ assertionResults: statuses.map((status) => ({ status, fullName: status })) }],
  });
const browser = (...statuses) =>
  report("playwright.json", {
    suites: [{ suites: [{ specs: statuses.map(specOf) }] }],
  });

const specOf = (status) => ({ title: status, tests: [{ status }] });

describe("counting tests", () => {
  it("takes what passed, what failed and its names from the report", () => {
    expect(vitestCounts(units("passed", "failed", "passed"), { ok: false })).toEqual({
      passed: 2,
      failed: 1,
      names: ["failed"],
    });
    expect(playwrightCounts(browser("expected", "unexpected"), { ok: false })).toEqual({
      passed: 1,
      failed: 1,
      names: ["unexpected"],
    });
  });

  it("counts a skipped test as failed, since it proved nothing", () => {
    expect(vitestCounts(units("passed", "pending"), { ok: true }).failed).toBe(1);
    expect(playwrightCounts(browser("expected", "skipped"), { ok: true }).failed).toBe(1);
  });

  it("counts a runner that broke, or ran nothing, as failed", () => {
    expect(vitestCounts(units("passed"), { ok: false }).failed).toBe(1);
    expect(vitestCounts(units(), { ok: true }).failed).toBe(1);
    expect(playwrightCounts(join(folder, "none.json"), { ok: false })).toEqual({
      passed: 0,
      failed: 1,
      names: [],
    });
  });
});
