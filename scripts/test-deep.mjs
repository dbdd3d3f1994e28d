import { readFileSync } from "node:fs";
import { ensureInstalled } from "./install-deps.mjs";
import { inRepository } from "./repository.mjs";
import { runAll } from "./test-run.mjs";
import {
  BENCHES_STEP,
  browserStep,
  CHROMIUM_STEP,
  DEEP_UNIT_STEP,
  emptyOutputFolder,
  PAGES_STEP,
} from "./test-steps.mjs";

const says = (path, words) => readFileSync(inRepository(...path), "utf8").includes(words);

/**
 * `npm run test:deep`: what takes more than two seconds a test for good reason. One at a time, since
 * benches measure, and what is killed and started anew has nobody beside it.
 */
await runAll(async () => {
  await ensureInstalled();
  emptyOutputFolder();
  const steps = {
    pages: PAGES_STEP,
    chromium: CHROMIUM_STEP,
    "deep browser": browserStep("deep"),
    // Each of the two is here as soon as there is something for it to run.
    ...(says(["vitest.config.ts"], '"deep"') && { "deep unit": DEEP_UNIT_STEP }),
    ...(says(["bench", "run.mjs"], "--short") && { benches: BENCHES_STEP }),
  };
  return { steps, atOnce: 1 };
});
