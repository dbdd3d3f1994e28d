import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findLosses, countTests, rulesOf, sortedByName } from "./inventory-count.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RECORDED = "worker/test/contract/recorded/inventory.json";
const MOVED = "worker/test/contract/moved.json";
const SPEC = "docs/spec.md";

const FOLDERS = "{worker,web,scripts,bench}";
const NOT_OURS = ["**/node_modules/**", "**/.*/**", "**/paraglide/**"];
const IS_TEST = /\.(test|spec)\.\w+$/;

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(process.argv[2] ?? "compare");

async function run(command) {
  const present = await inventory();
  if (command === "record") {
    writeFileSync(`${ROOT}/${RECORDED}`, written(present));
    console.log(`recorded ${summary(present)}`);
    return;
  }
  const problems = findLosses(read(RECORDED), present, read(MOVED));
  for (const problem of problems) console.log(`failed: ${problem}`);
  console.log(summary(present));
  if (problems.length > 0) process.exitCode = 1;
}

/** What the comparison in the working tree has to say; nothing where all is kept. */
export async function missing() {
  return findLosses(read(RECORDED), await inventory(), read(MOVED));
}

/** What is tested: the rules and how many tests cite them; the tests and assertions of every file. */
async function inventory() {
  const { default: ts } = await import("typescript");
  const texts = globSync(`${FOLDERS}/**/*.{ts,mjs}`, { cwd: ROOT, exclude: NOT_OURS })
    .map((path) => [path.replaceAll("\\", "/"), readFileSync(`${ROOT}/${path}`, "utf8")])
    .filter(([path, text]) => IS_TEST.test(path) || text.includes("expect("));
  const files = texts
    .map(([path, text]) => [path, countTests(ts, path, text)])
    .filter(([path, { tests, assertions }]) => IS_TEST.test(path) || tests + assertions > 0);
  const tests = texts.filter(([path]) => IS_TEST.test(path)).map(([, text]) => text);
  return {
    rules: rulesOf(readFileSync(`${ROOT}/${SPEC}`, "utf8"), tests),
    files: Object.fromEntries(files.sort(sortedByName)),
  };
}

function summary({ rules, files }) {
  const total = (key) => Object.values(files).reduce((sum, file) => sum + file[key], 0);
  const { length } = Object.keys(rules);
  return `${length} rules, ${total("tests")} tests, ${total("assertions")} assertions`;
}

/** Sorted, a line for each, so that a change shows as the lines that changed. */
function written({ rules, files }) {
  const lines = (entries) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${inline(value)}`)
      .join(",\n");
  return `{\n  "rules": {\n${lines(rules)}\n  },\n  "files": {\n${lines(files)}\n  }\n}\n`;
}

function inline(value) {
  if (typeof value === "number") return `${value}`;
  const counts = Object.entries(value).map(([key, count]) => `"${key}": ${count}`);
  return `{ ${counts.join(", ")} }`;
}

function read(path) {
  return JSON.parse(readFileSync(`${ROOT}/${path}`, "utf8"));
}
