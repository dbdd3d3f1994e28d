import { existsSync, readFileSync } from "node:fs";

/**
 * What a runner's JSON report counts. A test that was skipped proved nothing and counts as failed;
 * so does a runner that failed without saying which test did.
 */
export function vitestCounts(report, { ok }) {
  const tests = read(report)?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  return counted(
    tests.map(({ status }) => status === "passed"),
    ok,
  );
}

export function playwrightCounts(report, { ok }) {
  const tests = (read(report)?.suites ?? []).flatMap(specsOf).flatMap(({ tests }) => tests);
  return counted(
    tests.map(({ status }) => status === "expected" || status === "flaky"),
    ok,
  );
}

function counted(verdicts, ok) {
  const passed = verdicts.filter(Boolean).length;
  const failed = verdicts.length - passed;
  return ok && passed > 0 ? { passed, failed } : { passed, failed: Math.max(failed, 1) };
}

const specsOf = ({ suites = [], specs = [] }) => [...specs, ...suites.flatMap(specsOf)];

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null);
