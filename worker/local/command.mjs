import { stripVTControlCharacters } from "node:util";
import { startGroup } from "./process-group.mjs";
import { nodePath } from "./repository.mjs";

/** Runs a command to its end and hands back what it said; never throws for what the command does. */
export function run(command, args, { cwd, env } = {}) {
  const { child } = startGroup(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve) => {
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.on("error", (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => {
      const said = signal ? `${output}ended by ${signal}\n` : output;
      resolve({ ok: code === 0, output: stripVTControlCharacters(said) });
    });
  });
}

/** The same for a script that runs under the pinned Node. */
export const runScript = (script, args, options) => run(nodePath(), [script, ...args], options);
