import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { emptyScratch } from "../worker/test/setup/scratch.mjs";
import { buildWorker } from "./build-worker.mjs";
import { findChromium } from "./chromium.mjs";
import { runScript } from "./run-command.mjs";
import { startInstance } from "./instance.mjs";
import { ensureMigrated } from "./migrations.mjs";
import { arePagesCurrent, buildPages, fingerprintOf } from "./pages.mjs";
import { inRepository, TOOLS } from "./repository.mjs";
import { startTarget } from "../worker/test/fake-target/server.mjs";
import { playwrightCounts, vitestCounts } from "./test-counts.mjs";
import { TEST_TOKEN } from "./test-token.mjs";

/** What the tests leave behind; emptied before each run. */
const OUTPUT_FOLDER = inRepository(".e2e");

export const emptyOutputFolder = () => rmSync(OUTPUT_FOLDER, { recursive: true, force: true });

/** Pharos, with a tick whenever a test asks for one. */
const TEST_WORKER = inRepository("worker", "test", "setup", "test-worker.ts");

/** What hangs is ended while there is time to say what it did until then. */
const MINUTE_MS = 60_000;
const TEST_LIMIT = { limitMs: 20 * MINUTE_MS, countsCpu: true };
const STATIC_LIMIT = { limitMs: 10 * MINUTE_MS, countsCpu: true };

/** What a tool remembers is of no use to another version of it, nor to another configuration. */
const CACHE = inRepository("node_modules", ".cache", "pharos");
const CONFIGURATION = [
  "package-lock.json",
  "eslint.config.js",
  ".prettierrc.json",
  ".prettierignore",
];
const cacheOf = (tool) => join(CACHE, `${tool}-${fingerprintOf(CONFIGURATION).slice(0, 16)}`);
const byContent = (location) => [
  "--cache",
  "--cache-strategy=content",
  `--cache-location=${location}`,
];
const tool = (script, ...args) => ({ run: () => runScript(script, args, STATIC_LIMIT) });
const types = (project) => tool(TOOLS.tsc, "--project", project);
const afterPages = (step) => ({ ...step, after: ["pages"] });

/** The Worker bundles the built pages, and what sees types sees those that the build wrote. */
export const PAGES_STEP = {
  run: async () => (arePagesCurrent() ? { ok: true, output: "" } : buildPages(STATIC_LIMIT)),
};

/** Each looks at the sources only, and those that see types at what the build wrote of them. */
export const STATIC_STEPS = {
  formatting: {
    run: () =>
      runScript(
        TOOLS.prettier,
        ["--check", "--log-level=warn", ...byContent(cacheOf("prettier")), "."],
        STATIC_LIMIT,
      ),
  },
  "types of the domain": types("worker/domain"),
  "types of the protocol": types("worker/protocol"),
  "unused code": afterPages(tool(TOOLS.knip)),
  lint: afterPages({
    run: () =>
      runScript(
        TOOLS.eslint,
        ["--max-warnings=0", ...byContent(cacheOf("eslint")), "."],
        STATIC_LIMIT,
      ),
  }),
  "lint with types": afterPages(tool(TOOLS.oxlint, "worker", "web/src", "web/e2e")),
  "types of the worker": afterPages(types(".")),
  "types of the pages": afterPages({
    run: () =>
      runScript(TOOLS.svelteCheck, ["--tsconfig", "tsconfig.json", "--fail-on-warnings"], {
        cwd: inRepository("web"),
        ...STATIC_LIMIT,
      }),
  }),
};

/** Most of a minute: see `eslint.components.config.js`. */
export const COMPONENT_LINT_STEP = afterPages(
  tool(
    TOOLS.eslint,
    "--config=eslint.components.config.js",
    "--max-warnings=0",
    "web/src/**/*.svelte",
  ),
);

export const UNIT_STEP = afterPages({
  run: () => vitest("unit", "--project=pure", "--project=workerd"),
});
export const DEEP_UNIT_STEP = afterPages({
  run: () => vitest("deep-unit", "--project=deep-pure", "--project=deep"),
});

/** Each question of the benches in its short form, which fails where the bench is broken. */
export const BENCHES_STEP = afterPages({
  run: () => runScript(inRepository("bench", "run.mjs"), ["--short"], TEST_LIMIT),
});

async function vitest(name, ...args) {
  const report = join(OUTPUT_FOLDER, `${name}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${report}`];
  const result = await runScript(TOOLS.vitest, ["run", ...args, ...reporters], TEST_LIMIT);
  return { ...result, counts: vitestCounts(report, result) };
}

/** Against an instance of its own, fresh, watching a target that the tests control. */
export const browserStep = (project) => ({
  after: ["pages", "chromium"],
  async run() {
    const scratch = emptyScratch();
    const migrated = join(scratch.folder, "migrated");
    const [builtWorker] = await Promise.all([
      buildWorker(join(OUTPUT_FOLDER, "worker"), TEST_WORKER),
      ensureMigrated(migrated),
    ]);
    const stateDir = join(scratch.folder, "shared");
    cpSync(migrated, stateDir, { recursive: true });
    const target = await startTarget();
    const instance = await startInstance({ stateDir, token: TEST_TOKEN, builtWorker });
    try {
      return await playwright(project, {
        CHROMIUM: (await foundChromium()).path,
        PHAROS_URL: instance.url,
        PHAROS_TOKEN: TEST_TOKEN,
        PHAROS_TARGET: target.url,
        PHAROS_MIGRATED_STATE: migrated,
        PHAROS_BUILT_WORKER: builtWorker,
        TMPDIR: scratch.folder,
      });
    } finally {
      await instance.stop();
      await target.close();
      cpSync(join(stateDir, "runtime.log"), join(OUTPUT_FOLDER, `runtime-${project}.log`));
      scratch.remove();
    }
  },
});

let found = null;
const foundChromium = () => (found ??= findChromium());
/** Where none is there, one is installed. */
export const CHROMIUM_STEP = { run: foundChromium };

async function playwright(project, env) {
  const report = join(OUTPUT_FOLDER, `playwright-${project}.json`);
  const args = ["test", `--project=${project}`, "--reporter=list,json"];
  const result = await runScript(TOOLS.playwright, args, {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    ...TEST_LIMIT,
  });
  return { ...result, counts: playwrightCounts(report, result) };
}
