import { existsSync, mkdirSync, rmSync } from "node:fs";
import { runScript } from "../scripts/run-command.mjs";
import { ensureInstalled } from "../scripts/install-deps.mjs";
import { ensurePages } from "../scripts/pages.mjs";
import { CliError } from "../scripts/cli-error.mjs";
import { endAllGroups } from "../scripts/process-group.mjs";
import { runMain } from "../scripts/run-main.mjs";
import { inRepository } from "../scripts/repository.mjs";
import { brokenReason, sectionOf, writeSections } from "./document.mjs";
import { QUESTIONS } from "./questions.mjs";
import { isShort } from "./scale.mjs";

const MINUTE_MS = 60_000;
/** What a short form may take. */
const SHORT_MS = 3 * MINUTE_MS;
/** Most of them wait for ticks, and leave the machine to the others. */
const LANES = 3;
/** What makes another question of one, whose answer is not for the document. */
const CHANGES = ["MINUTES", "ENDPOINTS", "HANGING", "PLACEMENT"];

const chosen = process.argv.slice(2).filter((argument) => argument !== "--short");

await runMain(async () => {
  if (!existsSync("/proc/self/stat"))
    throw new CliError("The benches count CPU time as Linux does.");
  const unknown = chosen.find((name) => !Object.hasOwn(QUESTIONS, name));
  const names = Object.keys(QUESTIONS);
  if (unknown) throw new CliError(`${unknown} is none of: ${names.join(", ")}.`);
  await ensureInstalled();
  await ensurePages();
  const asked = chosen.length === 0 ? names : chosen;
  const isGood = isShort && asked.length > 1 ? await askInLanes(asked) : await askInTurn(asked);
  await endAllGroups();
  process.exit(isGood ? 0 : 1);
});

async function askInTurn(names) {
  const isUsual = !CHANGES.some((name) => process.env[name] !== undefined);
  let isGood = true;
  for (const name of names) {
    const answer = await answerOf(name);
    console.log(`\n${sectionOf(answer)}`);
    const broken = brokenReason(name, answer);
    if (broken) throw new CliError(broken);
    if (!isShort && isUsual) await writeSections({ [name]: sectionOf(answer) });
    isGood &&= isShort ? keepsInvariants(name, answer) : answer.goals.every(({ isMet }) => isMet);
  }
  return isGood;
}

async function answerOf(name) {
  const folder = inRepository(".wrangler", "bench", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const answer = QUESTIONS[name].measure(folder);
  return isShort ? Promise.race([answer, tooLate(name)]) : answer;
}

function tooLate(name) {
  const message = `${name} is broken: it did not end within ${SHORT_MS / MINUTE_MS} minutes.`;
  return new Promise((_, reject) => {
    setTimeout(() => reject(new CliError(message)), SHORT_MS).unref();
  });
}

/** How fast something is cannot be told from the short form; what must always hold can. */
function keepsInvariants(name, { goals }) {
  const invariants = goals.filter(({ isInvariant }) => isInvariant);
  if (invariants.length === 0) throw new CliError(`${name} is broken: nothing in it must hold.`);
  return invariants.every(({ isMet }) => isMet);
}

/** Each in a process of its own, some at a time. */
async function askInLanes(names) {
  const waiting = [...names];
  const failed = [];
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      if (!(await askShortly(name))) failed.push(name);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  console.log(failed.length === 0 ? "\nEvery bench works." : `\nBroken: ${failed.join(", ")}.`);
  return failed.length === 0;
}

async function askShortly(name) {
  const startedAt = Date.now();
  const script = inRepository("bench", "run.mjs");
  const limitMs = SHORT_MS + MINUTE_MS;
  const { ok, output } = await runScript(script, ["--short", name], { limitMs });
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${output.trimEnd()}\n\n${ok ? "pass" : "FAIL"}  ${name}  ${seconds} s`);
  return ok;
}
