import { ensureInstalled } from "./install-deps.mjs";
import { runAll } from "./test-run.mjs";
import {
  BENCHES_STEP,
  browserStep,
  CHROMIUM_STEP,
  COMPONENT_LINT_STEP,
  DEEP_UNIT_STEP,
  emptyOutputFolder,
  PAGES_STEP,
} from "./test-steps.mjs";

/**
 * `npm run test:deep` runs the tests that need more than two seconds each. The steps run one at a
 * time, because benches measure and because some tests kill and restart the runtime.
 */
await runAll(async () => {
  await ensureInstalled();
  emptyOutputFolder();
  const steps = {
    pages: PAGES_STEP,
    chromium: CHROMIUM_STEP,
    "lint of components": COMPONENT_LINT_STEP,
    "deep browser": browserStep("deep"),
    "deep unit": DEEP_UNIT_STEP,
    benches: BENCHES_STEP,
  };
  return { steps, atOnce: 1 };
});
