import { rmSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "./command.mjs";
import { startInstance } from "./instance.mjs";
import { inRepository, TOOLS } from "./repository.mjs";
import { startTarget } from "./target.mjs";
import { playwrightCounts, vitestCounts } from "./test-counts.mjs";
import { TEST_TOKEN } from "./test-token.mjs";

/** What the tests leave behind; emptied before each run. */
const LEFT = inRepository(".e2e");

export const emptyLeftovers = () => rmSync(LEFT, { recursive: true, force: true });

/** What hangs is ended while there is time to say what it did until then. */
const MINUTE_MS = 60_000;
const LOOKING = { limitMs: 20 * MINUTE_MS };
const RUNNING = { limitMs: 40 * MINUTE_MS };

const tool = (script, ...args) => ({ run: () => runScript(script, args, LOOKING) });

/** Each looks at the sources only. */
export const STATIC_STEPS = {
  formatting: tool(TOOLS.prettier, "--check", "--log-level=warn", "."),
  lint: tool(TOOLS.eslint, "--max-warnings=0", "."),
  "unused code": tool(TOOLS.knip),
  "types of the domain": tool(TOOLS.tsc, "-p", "worker/domain"),
  "types of the protocol": tool(TOOLS.tsc, "-p", "worker/protocol"),
  "types of the worker": tool(TOOLS.tsc, "-p", "."),
  "types of the pages": {
    run: () =>
      runScript(TOOLS.svelteCheck, ["--tsconfig", "tsconfig.json", "--fail-on-warnings"], {
        cwd: inRepository("web"),
        ...LOOKING,
      }),
  },
};

export const UNIT_STEP = {
  async run() {
    const report = join(LEFT, "vitest.json");
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile=${report}`];
    const result = await runScript(TOOLS.vitest, args, RUNNING);
    return { ...result, counts: vitestCounts(report, result) };
  },
};

/** Against an instance of its own, fresh, watching a target that the tests control. */
export const browserStep = (chromium) => ({
  async run() {
    const target = await startTarget();
    const instance = await startInstance({ stateDir: join(LEFT, "state"), token: TEST_TOKEN });
    try {
      return await playwright({
        CHROMIUM: chromium,
        PHAROS_URL: instance.url,
        PHAROS_TOKEN: TEST_TOKEN,
        PHAROS_TARGET: target.url,
      });
    } finally {
      await instance.stop();
      await target.close();
    }
  },
});

async function playwright(env) {
  const report = join(LEFT, "playwright.json");
  const result = await runScript(TOOLS.playwright, ["test", "--reporter=list,json"], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    ...RUNNING,
  });
  return { ...result, counts: playwrightCounts(report, result) };
}
