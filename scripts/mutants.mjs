import { readFileSync } from "node:fs";
import { inRepository } from "./repository.mjs";
import { ensureInstalled } from "./install-deps.mjs";
import { ensurePages } from "./pages.mjs";
import { runMain } from "./run-main.mjs";
import { makeCopy } from "./mutants-copy.mjs";
import { testsIn } from "./mutants-run.mjs";

/**
 * Each mutant breaks one line, and the tests that are named beside it must notice. `npm run mutants`
 * tries all of them, `npm run mutants -- domain` those of a stage, or one by its id.
 */
const MUTANTS = inRepository("worker", "test", "contract", "mutants.json");

/** What says nothing of the tests: the mutant is no code. */
const NO_CODE = /^(SyntaxError|ReferenceError)\b/;

await runMain(async () => {
  const chosen = process.argv.slice(2);
  const mutants = JSON.parse(readFileSync(MUTANTS, "utf8")).filter(
    ({ id, stage }) => chosen.length === 0 || chosen.includes(id) || chosen.includes(stage),
  );
  await ensureInstalled();
  await ensurePages();
  const copy = makeCopy();
  process.once("exit", copy.remove);
  const unfit = await unfitMutants(copy, mutants);
  for (const [{ id }, problem] of unfit) console.log(`UNFIT     ${id}: ${problem}`);
  let failed = unfit.size;
  for (const mutant of mutants.filter((one) => !unfit.has(one))) {
    const { isKilled, words: reason } = await runMutant(copy, mutant);
    console.log(`${isKilled ? "killed   " : "SURVIVED "} ${mutant.id}: ${reason}`);
    if (!isKilled) failed++;
  }
  console.log(`${mutants.length - failed} passed, ${failed} failed`);
  process.exit(failed > 0 || mutants.length === 0 ? 1 : 0);
});

/** Those that cannot be made, or whose tests do not pass, or are not there, without any of them. */
async function unfitMutants(copy, mutants) {
  const unfit = new Map();
  for (const mutant of mutants) {
    const count = copy.read(mutant.file).split(mutant.find).length - 1;
    if (count !== 1) unfit.set(mutant, `its line is ${count} times in ${mutant.file}`);
  }
  const rules = [...new Set(mutants.map(({ rule }) => rule))];
  const files = [...new Set(mutants.flatMap(({ tests }) => tests))];
  if (files.length === 0) return unfit;
  const { tests, output } = await testsIn(copy.path, { files, rules });
  for (const mutant of mutants) {
    const own = tests.filter(
      ({ file, name }) => mutant.tests.includes(file) && name.includes(`[${mutant.rule}]`),
    );
    const broken = own.find(({ status }) => status === "failed");
    if (broken) unfit.set(mutant, `fails without it: ${broken.name}`);
    if (!own.some(({ status }) => status === "passed")) {
      unfit.set(mutant, `no test of ${mutant.rule} ran`);
    }
  }
  if (tests.length === 0) console.log(output);
  return unfit;
}

async function runMutant(copy, { file, find, replace, tests: files, rule }) {
  const text = copy.read(file);
  copy.write(
    file,
    text.replace(find, () => replace),
  );
  const { tests, output } = await testsIn(copy.path, { files, rules: [rule], bail: true });
  copy.write(file, text);
  const failing = tests.find(({ status }) => status === "failed");
  if (failing && NO_CODE.test(failing.message)) {
    return { isKilled: false, words: `does not run: ${failing.message.split("\n")[0]}` };
  }
  if (failing) return { isKilled: true, words: failing.name };
  return { isKilled: false, words: tests.length > 0 ? "no test failed" : output };
}
