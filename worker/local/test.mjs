import { findChromium } from "./chromium.mjs";
import { ensureInstalled } from "./installation.mjs";
import { arePagesCurrent, buildPages } from "./pages.mjs";
import { program } from "./program.mjs";
import { browserStep, emptyLeftovers, STATIC_STEPS, UNIT_STEP } from "./test-steps.mjs";

const AT_ONCE = 2;

/** `npm test` runs everything; `npm test -- lint unit` those steps and what they need. */
const chosen = process.argv.slice(2);
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);

const total = { passed: 0, failed: 0, names: [] };
let chromium = null;

await program(async () => {
  await ensureInstalled();
  emptyLeftovers();
  await runSteps({
    pages: { run: pages },
    ...(isChosen("browser") && { chromium: { run: browser } }),
  });
  await runSteps(only({ unit: UNIT_STEP, ...STATIC_STEPS }));
  await runSteps(only({ browser: browserStep(chromium) }));
  for (const name of total.names) console.log(`failed: ${name}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
});

function only(steps) {
  return Object.fromEntries(Object.entries(steps).filter(([name]) => isChosen(name)));
}

async function pages() {
  return arePagesCurrent() ? { ok: true, output: "" } : buildPages();
}

async function browser() {
  const found = await findChromium();
  chromium = found.path;
  return found;
}

/** In the order given, two at a time. */
async function runSteps(steps) {
  const waiting = Object.entries(steps);
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await runStep(...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function runStep(name, { run }) {
  const startedAt = Date.now();
  const { ok, output, counts } = await run().catch((error) => ({ ok: false, output: error.stack }));
  const { passed, failed } = counts ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  total.passed += passed;
  total.failed += failed;
  total.names.push(...(counts?.names ?? (failed ? [name] : [])));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const tests = counts ? ` ${passed} of ${passed + failed} tests` : "";
  console.log(`${failed ? "FAIL" : "pass"}  ${name}${tests}  ${seconds} s`);
  if (failed) console.log(output);
}
