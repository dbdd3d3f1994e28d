import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { runScript } from "./run-command.mjs";
import { TOOLS } from "./repository.mjs";

const LIMIT_MS = 30 * 60_000;

/** Runs the tests of these files that cite one of these rules; with `bail` until one fails. */
export async function testsIn(path, { files, rules, bail = false }) {
  const report = join(path, "tests.json");
  rmSync(report, { force: true });
  const { output } = await runScript(
    TOOLS.vitest,
    [
      ...["run", ...files],
      ...["--testNamePattern", `\\[(${rules.join("|")})\\]`],
      ...["--reporter=default", "--reporter=json", `--outputFile=${report}`],
      ...(bail ? ["--bail=1"] : []),
    ],
    { cwd: path, limitMs: LIMIT_MS },
  );
  if (!existsSync(report)) return { tests: [], output };
  const { testResults } = JSON.parse(readFileSync(report, "utf8"));
  const tests = testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName: name, status, failureMessages }) => ({
      file: relative(path, file).replaceAll("\\", "/"),
      ...{ name, status },
      message: failureMessages?.[0] ?? "",
    })),
  );
  return { tests, output };
}
