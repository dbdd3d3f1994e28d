import { existsSync, readFileSync } from "node:fs";

/**
 * What a runner's JSON report counts, and the names of what failed. A test that was skipped proved
 * nothing and counts as failed; so does a runner that failed without saying which test did.
 */
export function vitestCounts(report, { ok }) {
  const files = read(report)?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const broken = files.filter((file) => file.status !== "passed" && !file.assertionResults.length);
  return countsOf(
    tests.map(({ status, fullName }) => ({ passed: status === "passed", name: fullName })),
    ok,
    broken.map(({ name }) => name),
  );
}

export function playwrightCounts(report, { ok }) {
  const specs = (read(report)?.suites ?? []).flatMap(specsOf);
  return countsOf(
    specs.flatMap(({ title, tests }) =>
      tests.map(({ status }) => ({ passed: status === "expected", name: title })),
    ),
    ok,
  );
}

function countsOf(tests, ok, broken = []) {
  const passed = tests.filter((test) => test.passed).length;
  const names = [...broken, ...tests.filter((test) => !test.passed).map(({ name }) => name)];
  const failed = tests.length - passed;
  return { passed, failed: ok && passed > 0 ? failed : Math.max(failed, 1), names };
}

const specsOf = ({ suites = [], specs = [] }) => [...specs, ...suites.flatMap(specsOf)];

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null);
