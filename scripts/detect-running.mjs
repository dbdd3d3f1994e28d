import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAnswering } from "./instance.mjs";
import { CliError } from "./cli-error.mjs";

/** Two runtimes on one state would each hold half of the rooms. */
export async function ensureNotRunning(stateDir) {
  const note = runningFile(stateDir);
  if (!existsSync(note)) return;
  const url = readFileSync(note, "utf8");
  if (await isAnswering(url)) {
    throw new CliError(`Pharos runs already, from this folder, at ${url}\nEnd that one first.`);
  }
}

export function writeRunningFile(stateDir, url) {
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(runningFile(stateDir), url);
}

const runningFile = (stateDir) => join(stateDir, "running-url");
