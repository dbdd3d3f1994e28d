import { readFileSync } from "node:fs";
import { runMain } from "./run-main.mjs";

/** Linux counts CPU time in these. */
const CLOCK_TICKS_PER_SECOND = 100;

/**
 * Runs a list of steps, says of each what it did and what it cost, and ends the process: with what
 * failed by name and the one line that counts. `prepare` hands back the steps once their tools are there.
 */
export const runAll = (prepare) =>
  runMain(async () => {
    const { steps, atOnce } = await prepare();
    const total = { passed: 0, failed: 0, names: [] };
    const startedAt = Date.now();
    await runSteps(steps, atOnce, total);
    for (const name of total.names) console.log(`failed: ${name}`);
    console.log(`${secondsSince(startedAt)} s, ${cpuSeconds()} s of CPU`);
    console.log(`${total.passed} passed, ${total.failed} failed`);
    process.exit(total.failed > 0 ? 1 : 0);
  });

/** In the order given, so many at a time, each once those that it comes `after` have passed. */
async function runSteps(steps, atOnce, total) {
  const waiting = new Map(Object.entries(steps));
  const ended = new Map();
  const running = new Set();
  const prerequisites = ({ after = [] }) => after.filter((name) => name in steps);
  while (waiting.size > 0) {
    const next = [...waiting].find(([, step]) =>
      prerequisites(step).every((name) => ended.has(name)),
    );
    if (!next || running.size >= atOnce) {
      await Promise.race(running);
      continue;
    }
    const [name, step] = next;
    waiting.delete(name);
    const broken = prerequisites(step).filter((one) => !ended.get(one));
    const run = broken.length > 0 ? () => notRun(broken) : step.run;
    const work = runStep(name, run, total).then((isPassed) => {
      ended.set(name, isPassed);
      running.delete(work);
    });
    running.add(work);
  }
  await Promise.all(running);
}

const notRun = (broken) =>
  Promise.resolve({ ok: false, output: `not run: ${broken.join(", ")} failed\n` });

async function runStep(name, run, total) {
  const startedAt = Date.now();
  const { ok, output, counts, cpu } = await run().catch((error) => ({
    ok: false,
    output: error.stack,
  }));
  const { passed, failed } = counts ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  total.passed += passed;
  total.failed += failed;
  total.names.push(...(counts?.names ?? (failed ? [name] : [])));
  const tests = counts ? ` ${passed} of ${passed + failed} tests` : "";
  const cost = cpu === undefined ? "" : ` (${cpu.toFixed(1)} s of CPU)`;
  console.log(`${failed ? "FAIL" : "pass"}  ${name}${tests}  ${secondsSince(startedAt)} s${cost}`);
  if (failed) console.log(output);
  return failed === 0;
}

const secondsSince = (startedAt) => ((Date.now() - startedAt) / 1000).toFixed(1);

/** Of this process and of all below it that have ended, where Linux says so. */
function cpuSeconds() {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return (ticks / CLOCK_TICKS_PER_SECOND).toFixed(1);
  } catch {
    return "an unknown number of";
  }
}
