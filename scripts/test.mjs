import { ensureInstalled } from "./install-deps.mjs";
import { CliError } from "./cli-error.mjs";
import { runAll } from "./test-run.mjs";
import {
  browserStep,
  CHROMIUM_STEP,
  emptyOutputFolder,
  PAGES_STEP,
  STATIC_STEPS,
  UNIT_STEP,
} from "./test-steps.mjs";

/** A browser mostly waits: with it, so many keep two cores busy. */
const AT_ONCE = 3;

/** In the order in which they begin: what takes longest first. */
const STEPS = { browser: browserStep("fast"), unit: UNIT_STEP, ...STATIC_STEPS };
const NEEDED = { pages: PAGES_STEP, chromium: CHROMIUM_STEP };

/** `npm test` runs everything; `npm test -- lint unit` those steps and what they need. */
const chosen = process.argv.slice(2);

await runAll(async () => {
  const unknown = chosen.filter((name) => !(name in STEPS));
  if (unknown.length > 0) {
    throw new CliError(`${unknown.join(", ")}: no step of ${Object.keys(STEPS).join(", ")}.`);
  }
  await ensureInstalled();
  emptyOutputFolder();
  const wanted = Object.entries(STEPS).filter(([name]) => !chosen.length || chosen.includes(name));
  const needs = new Set(wanted.flatMap(([, { after = [] }]) => after));
  const needed = Object.entries(NEEDED).filter(([name]) => needs.has(name));
  return { steps: Object.fromEntries([...needed, ...wanted]), atOnce: AT_ONCE };
});
